/** A folder for each bucket: where jobs read their manifests, and write their reports. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { JobTask, TaskEnd } from './run-tasks.ts'

/** An object by its ARN. Undefined for a name that would lie outside of the bucket. */
export function fileOf(folder: string, objectArn: string): string | undefined {
  const [, bucket = '', key = ''] = /^arn:aws[\w-]*:s3:::([a-z0-9][a-z0-9.-]*)\/(.+)$/.exec(objectArn) ?? []
  const isPlain = key.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  return bucket === '' || bucket.includes('..') || !isPlain || key.includes('\0')
    ? undefined
    : join(folder, bucket, key)
}

export async function putObject(folder: string, bucket: string, key: string, body: string): Promise<void> {
  const file = join(folder, bucket, key)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, body)
}

/** The lines of a manifest, when its content is the one that the job names.
 * @throws ManifestError with one sentence */
export async function readManifest(
  folder: string,
  {
    objectArn,
    etag,
    fields,
  }: { readonly objectArn: string; readonly etag: string; readonly fields: readonly string[] },
): Promise<readonly JobTask[]> {
  const file = fileOf(folder, objectArn)
  const text = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) throw new ManifestError(`There is no ${objectArn}`)
  if (createHash('md5').update(text).digest('hex') !== etag.replaceAll('"', ''))
    throw new ManifestError(`The ETag of ${objectArn} is another one`)
  const [bucketAt, keyAt] = [fields.indexOf('Bucket'), fields.indexOf('Key')]
  const lines = text.split(/\r?\n/).filter((line) => line !== '')
  if (lines.length === 0) throw new ManifestError(`${objectArn} has no line`)
  return lines.map((line, index) => {
    const columns = line.split(',')
    // AWS says nothing of quotes. A key needs none, since it is URL-encoded.
    if (line.includes('"'))
      throw new ManifestError(`Line ${index + 1} of ${objectArn} has quotes: write its columns without`)
    const bucket = columns[bucketAt] ?? ''
    const key = columns[keyAt] ?? ''
    if (columns.length !== fields.length || bucket === '' || key === '')
      throw new ManifestError(`Line ${index + 1} of ${objectArn} has not the columns ${fields.join(', ')}`)
    return { bucket, key }
  })
}

export class ManifestError extends Error {
  override readonly name = 'ManifestError'
}

const reportSchema = 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage'

/** Writes the report of a job, as S3 does: what succeeded and what failed in a file each, and a list of both.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html */
export async function writeReport(
  folder: string,
  report: {
    readonly bucket: string
    readonly prefix: string
    readonly jobId: string
    readonly nowMs: number
  },
  ends: readonly TaskEnd[],
): Promise<void> {
  const { bucket, prefix, jobId } = report
  const base = [prefix, `job-${jobId}`].filter((part) => part !== '').join('/')
  const Results = []
  for (const [status, isSucceeded] of [
    ['succeeded', true],
    ['failed', false],
  ] as const) {
    const lines = ends.filter((end) => end.isSucceeded === isSucceeded).map(lineOf)
    if (lines.length === 0) continue
    const body = `${lines.join('\n')}\n`
    const key = `${base}/results/${createHash('sha1').update(body).digest('hex')}.csv`
    await putObject(folder, bucket, key, body)
    const MD5Checksum = createHash('md5').update(body).digest('hex')
    Results.push({ TaskExecutionStatus: status, Bucket: bucket, MD5Checksum, Key: key })
  }
  const ReportCreationDate = new Date(report.nowMs).toISOString()
  const list = { Format: 'Report_CSV_20180820', ReportCreationDate, Results, ReportSchema: reportSchema }
  await putObject(folder, bucket, `${base}/manifest.json`, JSON.stringify(list))
}

/** The columns are in the order of AWS's example, which is another one than its own list of names. */
function lineOf({ task, isSucceeded, message }: TaskEnd): string {
  const told = isSucceeded ? ['succeeded', '200', ''] : ['failed', '200', 'PermanentFailure']
  return [task.bucket, task.key, '', ...told, quote(message)].join(',')
}

function quote(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
