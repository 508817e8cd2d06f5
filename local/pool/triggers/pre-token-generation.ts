/** Asks the pre token generation trigger what tokens say. */
import type { Context } from '../context.ts'
import { askTrigger, type Question } from './ask-trigger.ts'
import {
  type PreTokenResponse,
  readPreTokenResponse,
} from '@cognito-trigger-suite/triggers/testing/pre-token-response'

export interface TokenQuestion<T> extends Omit<Question<T>, 'version' | 'response' | 'read'> {
  readonly clientId: string
  readonly scopes: readonly string[]
  /** @throws UnrecognizableOutput */
  readonly use: (response: PreTokenResponse) => T
}

/**
 * What follows from the answer; undefined when the pool has no such trigger. AWS's samples show the untouched container
 * as `[]`, its events as `null`; `null` is sent here.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 * @throws PoolError when the trigger denies or fails.
 */
export async function askPreToken<T>(
  context: Context,
  { scopes, use, ...question }: TokenQuestion<T>,
): Promise<T | undefined> {
  const { reservedClaims } = context
  const { clientId, request } = question
  const version = context.settings.triggers.preTokenVersion
  const isV1 = version === 'V1_0'
  return askTrigger(context, 'pre-token-generation', {
    ...question,
    version: version.slice(1, 2),
    request: isV1 ? request : { ...request, scopes },
    response: isV1 ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
    read: (output) => use(readPreTokenResponse(output, { version, reservedClaims, clientId })),
  })
}
