/** Finds the function, alias and version that a caller means by a name, a partial ARN or a full ARN. */
import { type FunctionConfig, latestVersion, publishedVersion } from './function-config.ts'

export interface FunctionTarget {
  readonly config: FunctionConfig
  /** As the caller gave it. */
  readonly qualifier: string | undefined
  readonly version: string
  /** With the qualifier, as the function sees it in `context.invokedFunctionArn`. */
  readonly invokedArn: string
}

export type Resolution =
  | { readonly kind: 'found'; readonly target: FunctionTarget }
  | { readonly kind: 'not-found'; readonly message: string }
  | { readonly kind: 'invalid-request'; readonly message: string }

/**
 * Resolves `name`, `name:alias`, `<account>:function:name`, `arn:…:function:name` and each with a qualifier, which may
 * also come apart. Account and region, where given, must be the function's own.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function resolveFunction(
  functions: readonly FunctionConfig[],
  identifier: string,
  separateQualifier?: string,
): Resolution {
  const match = identifierPattern.exec(identifier)
  if (match === null) return notFound(functions, identifier)
  const [, region, account, name, ownQualifier] = match
  const given = separateQualifier === '' ? undefined : separateQualifier
  if (ownQualifier !== undefined && given !== undefined && ownQualifier !== given) {
    return {
      kind: 'invalid-request',
      message: 'The derived qualifier from the function name does not match the specified qualifier.',
    }
  }

  const qualifier = ownQualifier ?? given
  const config = functions.find((each) => {
    const [, , , ownRegion, ownAccount] = each.functionArn.split(':')
    return (
      each.functionName === name &&
      (region ?? ownRegion) === ownRegion &&
      (account ?? ownAccount) === ownAccount
    )
  })
  const version = config && versionOf(config, qualifier)
  if (config === undefined || version === undefined) return notFound(functions, identifier, given)
  const invokedArn = qualifier === undefined ? config.functionArn : `${config.functionArn}:${qualifier}`
  return { kind: 'found', target: { config, qualifier, version, invokedArn } }
}

/** AWS's own pattern for `FunctionName`, anchored. */
const identifierPattern =
  /^(?:arn:aws[a-z-]*:lambda:)?(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([A-Za-z0-9_-]+)(?::(\$LATEST|[A-Za-z0-9_-]+))?$/

const versionOf = (config: FunctionConfig, qualifier: string | undefined): string | undefined => {
  if (qualifier === undefined || qualifier === latestVersion) return latestVersion
  if (config.aliases.includes(qualifier)) return publishedVersion
  const isPublished = config.isPublished === true || config.aliases.length > 0
  return qualifier === publishedVersion && isPublished ? publishedVersion : undefined
}

const notFound = (
  functions: readonly FunctionConfig[],
  identifier: string,
  qualifier?: string,
): Resolution => {
  const named = qualifier === undefined ? identifier : `${identifier}:${qualifier}`
  const prefix = functions[0]?.functionArn.split(':').slice(0, 6).join(':')
  const arn = named.startsWith('arn:') || prefix === undefined ? named : `${prefix}:${named}`
  return { kind: 'not-found', message: `Function not found: ${arn}` }
}
