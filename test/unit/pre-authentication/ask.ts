/** What somebody who begins to sign in is told. */
import type { RawObject } from '../../../triggers/core/json.ts'
import type {
  PreAuthenticationOptions,
  PreAuthenticationRule,
} from '../../../triggers/pre-authentication/rule.ts'
import { eventFixture, eventWith } from '../../../triggers/testing/golden-events.ts'
import { createPreAuthentication } from '../../../triggers/testing/pre-authentication.ts'
import type { Harness } from '../../../triggers/testing/trigger-harness.ts'
import { createVirtualClock, type VirtualClock } from '../../../triggers/testing/virtual-clock.ts'

/** The app client of the fixture. */
export const clientId = '1example23456789abcdefghijk'
export const signIn = 'PreAuthentication_Authentication'
/** Cognito asks about somebody who does not exist. */
export const stranger = eventWith(signIn, { userAttributes: {}, userNotFound: true })

export function harnessOf(
  rules: readonly PreAuthenticationRule[],
  options: Omit<PreAuthenticationOptions, 'rules'> = {},
  clock: VirtualClock = createVirtualClock(),
): Harness {
  return createPreAuthentication(rules, { ...options, clock }).harness
}

/** `allowed`, or the code of the denial. */
export async function ask(
  rule: PreAuthenticationRule,
  event: RawObject = eventFixture(signIn),
): Promise<string> {
  const answer = await harnessOf([rule]).invoke(event)
  return answer.kind === 'returned' ? 'allowed' : (/^\[(\w+)\] ./.exec(answer.message)?.[1] ?? answer.message)
}

export function withAttributes(userAttributes: RawObject): RawObject {
  return eventWith(signIn, { userAttributes: { sub: 'a', ...userAttributes } })
}
