/** Remembers an event and carries out one effect, as the trigger and the worker would. */
import type {
  EffectDefinition,
  ProvisionedUser,
  ProvisioningEvent,
} from '../../../triggers/post-confirmation/effect-definition.ts'
import { createCall } from '../../../triggers/testing/call.ts'

export const nowMs = 1_767_225_600_000

export function eventOf(
  attributes: Readonly<Record<string, string>> = {},
  rest: Partial<ProvisioningEvent> = {},
): ProvisioningEvent {
  return {
    source: 'PostConfirmation_ConfirmSignUp',
    userPoolId: 'pool',
    region: 'eu-west-1',
    userName: 'jane',
    sub: 'sub-1',
    userAttributes: new Map(
      Object.entries({ email: 'jane@example.com', email_verified: 'true', name: 'Jane', ...attributes }),
    ),
    clientMetadata: new Map(),
    ...rest,
  }
}

/** Remembers, then acts as the worker would. */
export async function perform(effect: EffectDefinition, event = eventOf()) {
  const facts = effect.remember(event, nowMs)
  if (facts === undefined) return 'nothing to do'
  const { userPoolId, region, userName, sub, source } = event
  const user: ProvisionedUser = { userPoolId, region, userName, sub, source, facts }
  return effect.act(user, `key-of-${effect.name}`, nowMs + 5_000, createCall())
}
