/** Where S3 finds what a batch job needs: as the construct put it out, or as the local stack has it. */
import type { JobPlace } from '@cognito-trigger-suite/callers/internal/s3-batch/job'
import { own, ownText, readStringMap } from '@cognito-trigger-suite/triggers/internal/core/json'
import { unavailableError, usageError } from '../cli-error.ts'
import type { CliContext } from '../context.ts'
import { readDetails } from '../stack-file.ts'

export interface BatchPlaceOptions {
  /** `local` or `aws`. */
  readonly endpoint: string
  readonly functionArn?: string
  readonly roleArn?: string
  readonly bucket?: string
}

/** Where S3 finds function, role and bucket; the endpoint of the local stack, and its folder of buckets. */
export interface BatchPlace extends JobPlace {
  readonly region: string
  readonly local?: { readonly endpoint: string; readonly folder: string }
}

const functionVersion = /^arn:aws[\w-]*:lambda:[\w-]+:(\d{12}):function:[\w-]{1,64}:\d+$/
const role = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/** @throws CliError that names what is missing or wrong */
export async function findBatchPlace(
  context: CliContext,
  options: BatchPlaceOptions,
  { userPoolId, region }: { readonly userPoolId: string; readonly region: string },
): Promise<BatchPlace> {
  const batch = options.endpoint === 'local' ? await readLocal(context) : undefined
  const read = (
    given: string | undefined,
    name: string,
    flag: string,
    form: RegExp,
    what: string,
  ): string => {
    const value = given ?? batch?.get(name)
    if (value === undefined)
      throw usageError(`--manifest needs ${flag}: the construct BatchBackfill puts it out as ${name}.`)
    if (!form.test(value))
      throw usageError(`${flag} takes ${what}, which the construct BatchBackfill puts out.`)
    return value
  }
  const functionArn = read(
    options.functionArn,
    'FunctionArn',
    '--function-arn',
    functionVersion,
    'the ARN of one version of the function',
  )
  const endpoint = batch?.get('endpoint')
  const folder = batch?.get('folder')
  return {
    region,
    userPoolId,
    accountId: functionVersion.exec(functionArn)?.[1] ?? '',
    functionArn,
    roleArn: read(options.roleArn, 'RoleArn', '--role-arn', role, 'the ARN of a role'),
    bucket: read(options.bucket, 'BucketName', '--bucket', bucketName, 'the name of a bucket'),
    ...(endpoint === undefined || folder === undefined ? {} : { local: { endpoint, folder } }),
  }
}

async function readLocal(context: CliContext): Promise<ReadonlyMap<string, string>> {
  const callers = own(await readDetails(context.stackFile), 'callers')
  const batch = Array.isArray(callers)
    ? callers.find((each) => ownText(each, 'caller') === 's3-batch')
    : undefined
  if (batch === undefined)
    throw unavailableError('The local stack runs no batch jobs: add the construct BatchBackfill to its app.')
  return new Map([...readStringMap(own(batch, 'details')), ['endpoint', ownText(batch, 'address') ?? '']])
}
