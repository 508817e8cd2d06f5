/** Asks pre sign-up rules about a sign-up, as the handler would. */
import type { RawObject } from '../core/json.ts'
import type { PreSignUpSource } from '../events/sources.ts'
import { definePreSignUp, type PreSignUpOptions } from '../pre-sign-up/define.ts'
import type { PreSignUpRule, RuleEffect } from '../pre-sign-up/rule.ts'
import { preSignUpTrigger } from '../pre-sign-up/trigger.ts'
import { speakingRules } from '../pre-sign-up/decide.ts'
import { type Asked, askHarness } from './asked.ts'
import { checkKitOptions } from './given.ts'
import { giveSteps, type GivenSteps } from './given-steps.ts'
import { type Asking, eventOfQuestion, type PartsOf } from './make-event.ts'
import { createHarness, type Harness } from './trigger-harness.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** A sign-up. Parts that are not given are those of the golden event. */
export interface SignUp extends PartsOf<PreSignUpSource> {
  /** Default `PreSignUp_SignUp`. */
  readonly source?: PreSignUpSource
}

export interface AskPreSignUpOptions extends Omit<PreSignUpOptions, 'rules'> {
  /** Give it to ports and rules that read a clock, too. Default a new one. */
  readonly clock?: VirtualClock
  /** What the facts and effects of the rules come to, by the name of their step. */
  readonly steps?: GivenSteps
}

/** Rules that are asked several times, with what they remember between. */
export interface PreSignUpAsker {
  readonly harness: Harness
  readonly ask: (signUp?: SignUp) => Promise<Asked>
}

/** Asks once. The verdict of a pass has the flags that are set: `pass: autoConfirmUser, autoVerifyEmail`. */
export function askPreSignUp(
  rules: PreSignUpRule | readonly PreSignUpRule[],
  signUp: SignUp = {},
  options: AskPreSignUpOptions = {},
): Promise<Asked> {
  return createPreSignUp(rules, options).ask(signUp)
}

export function createPreSignUp(
  rules: PreSignUpRule | readonly PreSignUpRule[],
  given: AskPreSignUpOptions = {},
): PreSignUpAsker {
  checkKitOptions('createPreSignUp', given)
  const { clock = createVirtualClock(), steps, ...options } = given
  const checked = definePreSignUp({ ...options, rules: [rules].flat() })
  const config = { ...checked, rules: withSteps(checked.rules, steps) }
  const trigger = preSignUpTrigger(config, clock)
  const harness = createHarness(trigger, { clock })
  return {
    harness,
    async ask(signUp = {}) {
      const asked = await askHarness(harness, signUpEvent(signUp), trigger, (event) =>
        speakingRules(config, event),
      )
      const flags = Object.keys(asked.response).filter((name) => asked.response[name] === true)
      return flags.length === 0 ? asked : { ...asked, verdict: `${asked.verdict}: ${flags.join(', ')}` }
    },
  }
}

const asking: Asking = { member: 'askPreSignUp', trigger: 'pre-sign-up', usual: 'PreSignUp_SignUp' }

export function signUpEvent(signUp: SignUp = {}): RawObject {
  return eventOfQuestion(asking, signUp)
}

function withSteps(rules: readonly PreSignUpRule[], given: GivenSteps | undefined): readonly PreSignUpRule[] {
  const give = giveSteps(
    given,
    rules.flatMap(({ fact, effect }) => [fact, effect?.step]),
  )
  const giveFact = give<NonNullable<PreSignUpRule['fact']>>()
  const giveEffectStep = give<RuleEffect['step']>()
  const effects = new Map<RuleEffect['step'], RuleEffect>()
  // Rules may share an effect.
  const giveEffect = (effect: RuleEffect): RuleEffect => {
    const step = giveEffectStep(effect.step)
    const own = step === effect.step ? effect : (effects.get(step) ?? { ...effect, step })
    effects.set(step, own)
    return own
  }
  return rules.map((rule) => ({
    ...rule,
    ...(rule.fact && { fact: giveFact(rule.fact) }),
    ...(rule.effect && { effect: giveEffect(rule.effect) }),
  }))
}
