/** Makes the judge of each trigger: the trigger with all of its members, and the trigger with each of them alone. */
import type { Plan } from '../../triggers/core/plan.ts'
import type { Trigger, TriggerEvent } from '../../triggers/core/run.ts'
import type { PostConfirmationEvent } from '../../triggers/events/post-confirmation.ts'
import type { PreSignUpEvent } from '../../triggers/events/pre-sign-up.ts'
import type { PreTokenGenerationEvent } from '../../triggers/events/pre-token-generation.ts'
import type { PostConfirmationConfig } from '../../triggers/post-confirmation/effect-definition.ts'
import { planPostConfirmation } from '../../triggers/post-confirmation/plan.ts'
import { postConfirmationTrigger } from '../../triggers/post-confirmation/trigger.ts'
import { planPreSignUp } from '../../triggers/pre-sign-up/plan.ts'
import type { PreSignUpConfig } from '../../triggers/pre-sign-up/rule.ts'
import { preSignUpTrigger } from '../../triggers/pre-sign-up/trigger.ts'
import {
  isSpeaking,
  type PreTokenGenerationConfig,
} from '../../triggers/pre-token-generation/claim-source.ts'
import { planPreTokenGeneration } from '../../triggers/pre-token-generation/plan.ts'
import { preTokenGenerationTrigger } from '../../triggers/pre-token-generation/trigger.ts'
import type { Judge, Member } from './judge.ts'
import { weighTokens } from './weigh-tokens.ts'

type AnyTrigger<Event extends TriggerEvent> = Trigger<Event, object, { readonly name: string }>

interface Named {
  readonly name: string
  readonly sources: readonly string[]
}

interface Parts<Event extends TriggerEvent, Given extends Named> {
  readonly trigger: AnyTrigger<Event>
  readonly event: Event
  readonly plan: Plan
  readonly kind: Member['kind']
  readonly members: readonly Given[]
  isSpeaking?(member: Given): boolean
  /** The trigger with these members alone. */
  only(members: readonly Given[]): AnyTrigger<Event>
}

export function judgePreSignUp(config: PreSignUpConfig, event: PreSignUpEvent): Judge {
  return makeJudge({
    trigger: preSignUpTrigger(config),
    event,
    plan: planPreSignUp(config),
    kind: 'rule',
    members: config.rules,
    only: (rules) => preSignUpTrigger({ ...config, rules }),
  })
}

export function judgePreTokenGeneration(
  config: PreTokenGenerationConfig,
  event: PreTokenGenerationEvent,
): Judge {
  const judge = makeJudge({
    trigger: preTokenGenerationTrigger(config),
    event,
    plan: planPreTokenGeneration(config),
    kind: 'claim source',
    members: config.claims,
    isSpeaking: (source) => isSpeaking(source, event),
    // What a source says is not to be told from what it and the budget leave.
    only: (claims) =>
      preTokenGenerationTrigger({ ...config, claims, adminScope: 'keep', size: withoutLimit(config) }),
  })
  return { ...judge, weigh: (facts, nowMs) => weighTokens(config, event, facts, nowMs) }
}

function withoutLimit({ size }: PreTokenGenerationConfig): PreTokenGenerationConfig['size'] {
  return { ...size, idBytes: Infinity, accessBytes: Infinity }
}

/** Its members are effects: it denies nothing. */
export function judgePostConfirmation(config: PostConfirmationConfig, event: PostConfirmationEvent): Judge {
  return makeJudge({
    trigger: postConfirmationTrigger(config),
    event,
    plan: planPostConfirmation(config),
    kind: 'effect',
    members: config.effects,
    only: (effects) => postConfirmationTrigger({ ...config, effects }),
  })
}

function makeJudge<Event extends TriggerEvent, Given extends Named>(parts: Parts<Event, Given>): Judge {
  const { trigger, event, plan, kind, members } = parts
  const gathering = plan.phases.filter(({ stage }) => stage === 'gather')
  return {
    trigger: trigger.name,
    event,
    language: trigger.language,
    texts: trigger.texts,
    facts: trigger.facts(event),
    factNames: gathering.flatMap(({ steps }) => steps.map(({ name }) => name)),
    members: members.map((member, index) => {
      // A claim source may look at what those before it added.
      const asked = parts.only(kind === 'claim source' ? members.slice(0, index + 1) : [member])
      return {
        name: member.name,
        kind,
        sources: member.sources,
        isSpeaking: parts.isSpeaking?.(member) ?? member.sources.includes(event.source),
        facts: parts.only([member]).facts(event),
        decide: (facts, nowMs) => asked.decide(event, facts, nowMs),
      }
    }),
    decide: (facts, nowMs) => trigger.decide(event, facts, nowMs),
  }
}
