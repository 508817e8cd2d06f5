/** Decides which function is called, and where: in the local stack, in AWS, or at a given address. */
import { isObject, own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { unavailableError, usageError } from '../cli-error.ts'
import type { CliContext } from '../context.ts'
import { readStackFile, type StackFile } from '../stack-file.ts'
import { demandRegion } from '../provisioning/place.ts'

export interface TargetOptions {
  /** `local`, `aws` or a URL. */
  readonly endpoint: string
  readonly function?: string
  readonly qualifier?: string
  readonly region?: string
}

export interface Target {
  /** undefined for AWS's own endpoint in the Region. */
  readonly url: string | undefined
  readonly region: string
  readonly functionName: string
  /** undefined when the function's name contains one. */
  readonly qualifier: string | undefined
  /** Services on this machine get made-up keys, never real ones. */
  readonly hasDummyCredentials: boolean
  /** The stack whose pool and app client replace a fixture's. */
  readonly stack: StackFile | undefined
}

/** The alias that callers use. CloudFront takes none: of its function the newest code is meant. */
const aliasOf = (name: string): string => (name === 'edge' ? '$LATEST' : 'live')

/** @throws CliError */
export async function chooseTarget(
  context: CliContext,
  name: string,
  options: TargetOptions,
): Promise<Target> {
  switch (options.endpoint) {
    case 'local': {
      const stack = await readStackFile(context.stackFile)
      const functionName = options.function ?? stack.functions.get(name)
      if (functionName === undefined) {
        const several = [...stack.functions].filter(([key]) => key.startsWith(`${name}/`))
        if (several.length > 0) {
          const names = several.map(([, each]) => each).join(', ')
          throw usageError(
            `The local stack has ${several.length} functions for ${name}: choose by --function one of ${names}, and its event by --source.`,
          )
        }
        throw unavailableError(
          `The local stack has no function for ${name}: add it to infra/, or name one by --function.`,
        )
      }
      return makeTarget({
        name,
        url: stack.lambdaEndpoint,
        region: stack.region,
        functionName,
        options,
        stack,
      })
    }
    case 'aws': {
      const functionName = demandFunction(options)
      return makeTarget({ name, url: undefined, region: readRegion(context, options), functionName, options })
    }
    default: {
      const url = readUrl(options.endpoint)
      const functionName = demandFunction(options)
      const region = isLoopback(url) ? 'eu-west-1' : readRegion(context, options)
      return makeTarget({ name, url, region: options.region ?? region, functionName, options })
    }
  }
}

/** A fixture's event, as if the local stack's own pool and public app client sent it. */
export function placeInStack(event: RawObject, stack: StackFile): RawObject {
  const caller = own(event, 'callerContext')
  const isFromClient = isObject(caller) && own(caller, 'clientId') !== 'CLIENT_ID_NOT_APPLICABLE'
  return {
    ...event,
    region: stack.region,
    userPoolId: stack.userPoolId,
    ...(isFromClient ? { callerContext: { ...caller, clientId: stack.publicClientId } } : {}),
  }
}

function makeTarget(given: {
  readonly name: string
  readonly url: string | undefined
  readonly region: string
  readonly functionName: string
  readonly options: TargetOptions
  readonly stack?: StackFile
}): Target {
  const { url, region, name, functionName, options, stack } = given
  const isQualified = /^(?:arn:aws[\w-]*:lambda:[\w-]+:\d+:function:|\d{12}:function:)?[\w-]+:[\w$-]+$/.test(
    functionName,
  )
  if (isQualified && options.qualifier !== undefined)
    throw usageError('--function carries a qualifier already: leave --qualifier out.')
  return {
    url,
    region,
    functionName,
    qualifier: isQualified ? undefined : (options.qualifier ?? aliasOf(name)),
    hasDummyCredentials: url !== undefined && isLoopback(url),
    stack,
  }
}

function demandFunction({ endpoint, function: name }: TargetOptions): string {
  if (name === undefined)
    throw usageError(`--endpoint ${endpoint} needs --function: the name or ARN of the function.`)
  return name
}

function readRegion({ env }: CliContext, { region, function: name }: TargetOptions): string {
  const found = region ?? /^arn:aws[\w-]*:lambda:([\w-]+):/.exec(name ?? '')?.[1]
  return demandRegion(found ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'], 'a full ARN, ')
}

function readUrl(endpoint: string): string {
  const url = URL.parse(endpoint)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw usageError(`--endpoint takes local, aws or a URL such as http://127.0.0.1:4302, not '${endpoint}'.`)
  return url.href
}

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}
