/** Judges whether a caller may invoke a function, by the resource policy of exactly the named qualifier. */
import { matchesPattern } from './match-pattern.ts'
import type { StackModel } from './stack-model.ts'

export interface InvocationRequest {
  /** A service, such as `cognito-idp.amazonaws.com`. */
  readonly principal: string
  /** The resource in whose name the service calls. */
  readonly sourceArn?: string
  readonly sourceAccount?: string
}

/**
 * Lambda keeps one policy for the function and one for each alias: a grant on one does not hold for another. A
 * condition on something that the request does not have is not met.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export function isInvocationAllowed(
  model: Pick<StackModel, 'permissions'>,
  functionArn: string,
  request: InvocationRequest,
): boolean {
  return model.permissions.some(
    (permission) =>
      permission.functionArn === functionArn &&
      matchesPattern(permission.action, 'lambda:InvokeFunction', 'ignore-case') &&
      (permission.principal === '*' || permission.principal === request.principal) &&
      (permission.sourceAccount === undefined || permission.sourceAccount === request.sourceAccount) &&
      (permission.sourceArn === undefined || matchesArn(permission.sourceArn, request.sourceArn)),
  )
}

/** IAM's ArnLike: each of the six parts is matched on its own, so that `*` does not cross a colon. */
function matchesArn(pattern: string, arn: string | undefined): boolean {
  if (arn === undefined) return false
  const [patterns, parts] = [splitArn(pattern), splitArn(arn)]
  return (
    patterns.length === parts.length &&
    patterns.every((part, index) => matchesPattern(part, parts[index] ?? '', 'exact'))
  )
}

function splitArn(arn: string): readonly string[] {
  const parts = arn.split(':')
  return [...parts.slice(0, 5), parts.slice(5).join(':')]
}
