/** The jobs of S3 Batch Operations on this machine: each is made, runs by itself, and leaves a report. */
import { isDeepStrictEqual } from 'node:util'
import { type Clock, pause } from '@cognito-trigger-suite/triggers/core/deadline'
import type { InvokeRequest, InvokeResult } from '../../lambda/invocation.ts'
import { ManifestError, readManifest, writeReport } from './buckets.ts'
import { InvalidRequestError, type JobRequest } from './read-job.ts'
import { runTasks, type TaskEnd } from './run-tasks.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html */
export type JobStatus = 'Preparing' | 'Active' | 'Completing' | 'Complete' | 'Failing' | 'Failed'

export interface Job {
  readonly id: string
  readonly request: JobRequest
  readonly createdAtMs: number
  readonly endedAtMs: number | undefined
  readonly status: JobStatus
  readonly total: number
  readonly succeeded: number
  readonly failed: number
  /** Why it failed. */
  readonly failure: string | undefined
}

export interface Jobs {
  /** The same token with the same request is the same job. @throws InvalidRequestError */
  create(request: JobRequest): Job
  find(id: string): Job | undefined
  list(): readonly Job[]
  /** Resolves when no job runs any more. */
  idle(): Promise<void>
  close(): Promise<void>
}

export interface JobCaller {
  readonly clock: Clock
  readonly invoke: (request: InvokeRequest) => Promise<InvokeResult>
}

export interface JobsOptions extends JobCaller {
  /** Of the buckets. */
  readonly folder: string
  readonly concurrency: number
  readonly newId: () => string
}

export function createJobs({ clock, invoke, folder, concurrency, newId }: JobsOptions): Jobs {
  const jobs = new Map<string, Job>()
  const running = new Set<Promise<void>>()
  const ending = new AbortController()

  async function run(id: string): Promise<void> {
    const change = (changed: Partial<Job>): void => {
      const job = jobs.get(id)
      if (job !== undefined) jobs.set(id, { ...job, ...changed })
    }
    const job = jobs.get(id)
    if (job === undefined) return
    const { request } = job
    // The one who made the job sees it before it runs.
    await pause(clock, 0, ending.signal)
    const ends: TaskEnd[] = []
    try {
      const tasks = await readManifest(folder, request.manifest)
      change({ status: 'Active', total: tasks.length })
      const { isTooManyFailed } = await runTasks({
        jobId: id,
        schema: request.schema,
        userArguments: request.userArguments,
        tasks,
        concurrency,
        clock,
        signal: ending.signal,
        invoke: (event) => invoke({ functionArn: request.functionArn, payload: event }),
        newId,
        onEnd(end) {
          ends.push(end)
          const succeeded = ends.length - countFailed(end)
          change({ succeeded, failed: ends.length - succeeded })
        },
      })
      if (ending.signal.aborted) return
      change({ status: isTooManyFailed ? 'Failing' : 'Completing' })
      await report(job, ends)
      change(
        isTooManyFailed
          ? { status: 'Failed', failure: 'More than half of the tasks failed.' }
          : { status: 'Complete' },
      )
    } catch (error) {
      // A client that has gone is told nothing; any other error ends the job, and is told by DescribeJob.
      const failure = error instanceof ManifestError ? error.message : 'The job could not go on.'
      change({ status: 'Failed', failure })
    } finally {
      change({ endedAtMs: clock.epochMs() })
    }

    function countFailed(last: TaskEnd): number {
      const before = jobs.get(id)?.failed ?? 0
      return last.isSucceeded ? before : before + 1
    }
  }

  async function report({ id, request }: Job, ends: readonly TaskEnd[]): Promise<void> {
    if (request.report === undefined) return
    const told = request.report.scope === 'FailedTasksOnly' ? ends.filter((end) => !end.isSucceeded) : ends
    await writeReport(folder, { ...request.report, jobId: id, nowMs: clock.epochMs() }, told)
  }

  return {
    create(request) {
      const same = [...jobs.values()].find((each) => each.request.token === request.token)
      if (same !== undefined && isDeepStrictEqual(same.request, request)) return same
      if (same !== undefined) throw new InvalidRequestError('ClientRequestToken is that of another job.')
      const id = newId()
      const job: Job = {
        id,
        request,
        createdAtMs: clock.epochMs(),
        endedAtMs: undefined,
        status: 'Preparing',
        total: 0,
        succeeded: 0,
        failed: 0,
        failure: undefined,
      }
      jobs.set(id, job)
      const work = run(id).finally(() => running.delete(work))
      running.add(work)
      return job
    },
    find: (id) => jobs.get(id),
    list: () => [...jobs.values()],
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
    async close() {
      ending.abort()
      while (running.size > 0) await Promise.all(running)
    },
  }
}
