/** Answers S3 Control to the AWS SDK for the jobs of one function, on 127.0.0.1. The SDK puts the account before the host's
 * name: `123456789012.localhost`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DescribeJob.html */
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBody } from '../../lambda/read-body.ts'
import { open, type Served } from '../../listen.ts'
import { createJobs, type Job, type JobCaller, type Jobs } from './jobs.ts'
import type { BatchModel } from './model.ts'
import { InvalidRequestError, readJobRequest } from './read-job.ts'
import { readXml, type Writable, writeXml } from './xml.ts'

export interface ServedBatch extends Served {
  /** Of the buckets, one folder each. It goes with the stack. */
  readonly folder: string
  readonly jobs: Jobs
}

const maxRequestBytes = 1_048_576

/** The calls at once of a job: fewer than the copies that a function may have here. */
const concurrency = 2

export async function serveBatch(model: BatchModel, invoker: JobCaller, port: number): Promise<ServedBatch> {
  const folder = await mkdtemp(join(tmpdir(), 'cts-buckets-'))
  await mkdir(join(folder, model.bucket))
  const jobs = createJobs({ ...invoker, folder, concurrency, newId: randomUUID })
  const server = createServer(
    (incoming, outgoing) =>
      void answer(incoming, model, jobs).then(
        (told) => write(outgoing, told),
        () => outgoing.destroy(),
      ),
  )
  try {
    const served = await open(server, port, 'own-checks')
    const close = async (): Promise<void> => {
      await served.close()
      await jobs.close()
      await rm(folder, { recursive: true, force: true })
    }
    return { ...served, close, folder, jobs }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

interface Told {
  readonly status: number
  readonly body: string
}

async function answer(incoming: IncomingMessage, model: BatchModel, jobs: Jobs): Promise<Told> {
  const { headers, method, url = '' } = incoming
  const { text, isTooLarge } = await readBody(incoming, maxRequestBytes)
  const isByHost = /^((\d{12}\.)?localhost|127\.0\.0\.1)(:\d+)?$/.test(headers.host ?? '')
  if (!isByHost || headers.origin !== undefined || headers['sec-fetch-site'] !== undefined)
    return refusal(403, 'AccessDenied', 'No page of a browser may ask here.')
  if (isTooLarge) return refusal(400, 'InvalidRequest', 'The request is too large.')
  if (!/^\d{12}$/.test(String(headers['x-amz-account-id'])))
    return refusal(400, 'InvalidRequest', 'x-amz-account-id must be the id of an account.')
  const path = url.replace(/\?.*$/, '')
  if (method === 'POST' && path === '/v20180820/jobs') return create(text, model, jobs)
  const id = /^\/v20180820\/jobs\/([\w-]+)$/.exec(path)?.[1]
  if (method !== 'GET' || id === undefined)
    return refusal(501, 'NotImplemented', 'Only CreateJob and DescribeJob are answered here.')
  const job = jobs.find(id)
  return job === undefined
    ? refusal(404, 'NoSuchJob', 'There is no job with this id.')
    : { status: 200, body: writeXml('DescribeJobResult', { Job: describe(job) }) }
}

function create(text: string, model: BatchModel, jobs: Jobs): Told {
  try {
    const { id } = jobs.create(readJobRequest(readXml(text), model))
    return { status: 200, body: writeXml('CreateJobResult', { JobId: id }) }
  } catch (error) {
    if (error instanceof InvalidRequestError) return refusal(400, 'InvalidRequest', error.message)
    if (error instanceof SyntaxError) return refusal(400, 'MalformedXML', error.message)
    throw error
  }
}

function describe(job: Job): Writable {
  const { request } = job
  const at = (ms: number): string => new Date(ms).toISOString()
  return {
    JobId: job.id,
    Status: job.status,
    Description: request.description,
    Priority: request.priority,
    RoleArn: request.roleArn,
    CreationTime: at(job.createdAtMs),
    TerminationDate: job.endedAtMs === undefined ? undefined : at(job.endedAtMs),
    ProgressSummary: {
      TotalNumberOfTasks: job.total,
      NumberOfTasksSucceeded: job.succeeded,
      NumberOfTasksFailed: job.failed,
    },
    FailureReasons:
      job.failure === undefined ? undefined : [{ FailureCode: 'JobFailed', FailureReason: job.failure }],
  }
}

function refusal(status: number, Code: string, Message: string): Told {
  return { status, body: writeXml('ErrorResponse', { Error: { Code, Message }, RequestId: 'local' }) }
}

function write(outgoing: ServerResponse, { status, body }: Told): void {
  outgoing
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>${body}`)
}
