/** Names of what a caller calls. */
import { readOptionalString } from '../template/fields.ts'
import type { LocalResource } from '../template/resolver.ts'

/** The ARN of a function, given bare or within the address by which API Gateway invokes it. */
export function functionOfUri(uri: string): string | undefined {
  return /^(?:arn:[a-z-]+:apigateway:[^:]+:lambda:path\/[^/]+\/functions\/)?(arn:[a-z-]+:lambda:[^:]+:\d{12}:function:[^/]+)(?:\/invocations)?$/.exec(
    uri,
  )?.[1]
}

export function nameOf({ resolved, logicalId }: LocalResource): string {
  return readOptionalString(resolved, 'Name', logicalId) ?? logicalId
}

export function withoutQualifier(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':')
}
