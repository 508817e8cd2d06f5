/** Asks pre authentication rules about a sign-in, as the handler would. */
import type { PreAuthenticationSource } from '../events/sources.ts'
import {
  definePreAuthentication,
  type PreAuthenticationOptions,
  type PreAuthenticationRule,
} from '../pre-authentication/rule.ts'
import { preAuthenticationTrigger } from '../pre-authentication/trigger.ts'
import { type Asked, askHarness } from './asked.ts'
import { giveSteps, type GivenSteps } from './given-steps.ts'
import { makeEvent, type PartsOf } from './make-event.ts'
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
  { clock = createVirtualClock(), steps, ...options }: AskPreAuthenticationOptions = {},
): PreAuthenticationAsker {
  const checked = definePreAuthentication({ ...options, rules: [rules].flat() })
  const config = { ...checked, rules: withSteps(checked.rules, steps) }
  const harness = createHarness(preAuthenticationTrigger(config, clock), { clock })
  return {
    harness,
    ask: (signIn = {}) => askHarness(harness, makeEvent('PreAuthentication_Authentication', signIn)),
  }
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
