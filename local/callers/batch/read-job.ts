/** Reads the request of CreateJob, and refuses what a job here cannot do.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html */
import type { BatchModel } from './model.ts'
import { childrenOf, elementAt, textAt, type XmlElement } from './xml.ts'

export interface JobRequest {
  readonly token: string
  readonly description: string
  readonly priority: number
  readonly functionArn: string
  readonly schema: '1.0' | '2.0'
  readonly userArguments: Readonly<Record<string, string>>
  readonly manifest: { readonly objectArn: string; readonly etag: string; readonly fields: readonly string[] }
  readonly roleArn: string
  /** Undefined: no report. */
  readonly report: { readonly bucket: string; readonly prefix: string; readonly scope: string } | undefined
}

/** With a sentence for the one who asks. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestException'
}

/** @throws InvalidRequestError */
export function readJobRequest(root: XmlElement, model: BatchModel): JobRequest {
  const refuse = (sentence: string): never => {
    throw new InvalidRequestError(sentence)
  }
  const need = (...path: readonly string[]): string =>
    textAt(root, ...path) || refuse(`${path.join('.')} is missing.`)
  if (root.name !== 'CreateJobRequest') refuse('The request is no CreateJobRequest.')
  if (textAt(root, 'ConfirmationRequired') === 'true')
    refuse('ConfirmationRequired must be false: nobody could confirm the job here.')
  const functionArn = need('Operation', 'LambdaInvoke', 'FunctionArn')
  if (functionArn !== model.functionArn)
    refuse(`FunctionArn must be ${model.functionArn}: one version, and no alias.`)
  const schema = textAt(root, 'Operation', 'LambdaInvoke', 'InvocationSchemaVersion') ?? '1.0'
  if (schema !== '1.0' && schema !== '2.0') return refuse('InvocationSchemaVersion must be 1.0 or 2.0.')
  const userArguments = readArguments(elementAt(root, 'Operation', 'LambdaInvoke', 'UserArguments'))
  if (schema === '1.0' && Object.keys(userArguments).length > 0)
    refuse('UserArguments needs InvocationSchemaVersion 2.0.')
  checkArguments(userArguments, refuse)
  if (need('Manifest', 'Spec', 'Format') !== 'S3BatchOperations_CSV_20180820')
    refuse('Manifest.Spec.Format must be S3BatchOperations_CSV_20180820.')
  const fields = childrenOf(elementAt(root, 'Manifest', 'Spec', 'Fields')).map((each) =>
    typeof each.value === 'string' ? each.value : '',
  )
  const read = fields.filter((each) => each !== 'Ignore').toSorted((one, other) => one.localeCompare(other))
  if (read.join() !== 'Bucket,Key')
    refuse('Manifest.Spec.Fields must be Bucket and Key, beside Ignore: no user has a version.')
  const roleArn = need('RoleArn')
  if (roleArn !== model.roleArn) refuse(`RoleArn must be ${model.roleArn}, which the template lets run jobs.`)
  return {
    token: need('ClientRequestToken'),
    description: textAt(root, 'Description') ?? '',
    priority: Number(need('Priority')),
    functionArn,
    schema,
    userArguments,
    manifest: {
      objectArn: need('Manifest', 'Location', 'ObjectArn'),
      etag: need('Manifest', 'Location', 'ETag'),
      fields,
    },
    roleArn,
    report: need('Report', 'Enabled') === 'true' ? readReport(need, model, refuse) : undefined,
  }
}

function readReport(
  need: (...path: readonly string[]) => string,
  model: BatchModel,
  refuse: (sentence: string) => never,
): JobRequest['report'] {
  const bucket = /^arn:aws[\w-]*:s3:::(.+)$/.exec(need('Report', 'Bucket'))?.[1]
  if (bucket !== model.bucket)
    refuse(`Report.Bucket must be arn:aws:s3:::${model.bucket}, where the role may write.`)
  if (need('Report', 'Format') !== 'Report_CSV_20180820') refuse('Report.Format must be Report_CSV_20180820.')
  const prefix = need('Report', 'Prefix').replace(/\/$/, '')
  if (!/^[\w-]+(\/[\w-]+)*$/.test(prefix))
    refuse('Report.Prefix takes names of letters, digits and hyphens here.')
  return { bucket: model.bucket, prefix, scope: need('Report', 'ReportScope') }
}

function readArguments(element: XmlElement | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    childrenOf(element).map((entry) => [textAt(entry, 'key') ?? '', textAt(entry, 'value') ?? '']),
  )
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_LambdaInvokeOperation.html */
function checkArguments(given: Readonly<Record<string, string>>, refuse: (sentence: string) => never): void {
  const entries = Object.entries(given)
  if (entries.length > 10) refuse('UserArguments has more than 10 entries.')
  if (entries.some(([key, value]) => key === '' || key.length > 64 || value === '' || value.length > 1_024))
    refuse('UserArguments takes keys of 1 to 64 and values of 1 to 1,024 characters.')
}
