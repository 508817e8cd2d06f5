/** Asks pre authentication rules about a sign-in, as the handler would. */
import type { PreAuthenticationSource } from '../events/sources.ts'
import {
  definePreAuthentication,
  type PreAuthenticationOptions,
  type PreAuthenticationRule,
} from '../pre-authentication/rule.ts'
import { isSpeaking, preAuthenticationTrigger } from '../pre-authentication/trigger.ts'
import { type Asked, askHarness } from './asked.ts'
import { checkKitOptions } from './given.ts'
import { giveSteps, type GivenSteps } from './given-steps.ts'
import { type Asking, eventOfQuestion, type PartsOf } from './make-event.ts'
import { createHarness, type Harness } from './trigger-harness.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** A sign-in. Parts that are not given are those of the golden event. */
export type SignIn = PartsOf<PreAuthenticationSource>

export interface AskPreAuthenticationOptions extends Omit<PreAuthenticationOptions, 'rules'> {
  /** Give it to ports and rules that read a clock, too. Default a new one. */
  readonly clock?: VirtualClock
  /** What the facts of the rules come to, by the name of their step. */
  readonly steps?: GivenSteps
}

/** Rules that are asked several times, with what they remember between. */
export interface PreAuthenticationAsker {
  readonly harness: Harness
  readonly ask: (signIn?: SignIn) => Promise<Asked>
}

/** Asks once. */
export function askPreAuthentication(
  rules: PreAuthenticationRule | readonly PreAuthenticationRule[],
  signIn: SignIn = {},
  options: AskPreAuthenticationOptions = {},
): Promise<Asked> {
  return createPreAuthentication(rules, options).ask(signIn)
}

export function createPreAuthentication(
  rules: PreAuthenticationRule | readonly PreAuthenticationRule[],
  given: AskPreAuthenticationOptions = {},
): PreAuthenticationAsker {
  checkKitOptions('createPreAuthentication', given)
  const { clock = createVirtualClock(), steps, ...options } = given
  const checked = definePreAuthentication({ ...options, rules: [rules].flat() })
  const config = { ...checked, rules: withSteps(checked.rules, steps) }
  const trigger = preAuthenticationTrigger(config, clock)
  const harness = createHarness(trigger, { clock })
  return {
    harness,
    ask: async (signIn = {}) =>
      askHarness(harness, eventOfQuestion(asking, signIn), trigger, (event) =>
        config.rules.filter((rule) => isSpeaking(rule, event)),
      ),
  }
}

const asking: Asking = {
  member: 'askPreAuthentication',
  trigger: 'pre-authentication',
  usual: 'PreAuthentication_Authentication',
}

function withSteps(
  rules: readonly PreAuthenticationRule[],
  given: GivenSteps | undefined,
): readonly PreAuthenticationRule[] {
  const give = giveSteps(
    given,
    rules.map(({ fact }) => fact),
  )
  const giveFact = give<NonNullable<PreAuthenticationRule['fact']>>()
  return rules.map((rule) => ({ ...rule, ...(rule.fact && { fact: giveFact(rule.fact) }) }))
}
