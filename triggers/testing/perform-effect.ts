/** Carries out one effect of post confirmation, as the trigger and the worker would. */
import type {
  EffectDefinition,
  ProvisionedUser,
  ProvisioningEvent,
} from '../post-confirmation/effect-definition.ts'
import { port } from '../core/options/port.ts'
import type { Closing } from '../ports/effect-ledger.ts'
import { createCall } from './call.ts'

/** When the user is confirmed, in epoch milliseconds: the first moment of 2026. */
export const nowMs = 1_767_225_600_000

/** A confirmed sign-up of Jane. Her attributes are added to, the rest is replaced. */
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

/** Remembers the event, and acts five seconds later. Nothing to remember is nothing to do, and nobody asks an effect about
 * a source for which it does not speak.
 * @throws what the act throws, after which the worker would try again */
export async function perform(
  effect: EffectDefinition,
  event: ProvisioningEvent = eventOf(),
): Promise<Closing | 'nothing to do' | 'not asked'> {
  port('an effect, such as profile(…)', undefined, ['remember', 'act']).test(effect, {
    member: 'perform',
    path: 'the effect',
  })
  if (!effect.sources.includes(event.source)) return 'not asked'
  const facts = effect.remember(event, nowMs)
  if (facts === undefined) return 'nothing to do'
  const { userPoolId, region, userName, sub, source } = event
  const user: ProvisionedUser = { userPoolId, region, userName, sub, source, facts }
  return effect.act(user, `key-of-${effect.name}`, nowMs + 5_000, createCall())
}
