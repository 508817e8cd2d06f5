/** What a pre authentication rule is, and the configuration that lists them. */
import type { Wording } from '../core/denials.ts'
import { checkOptions, optional, type RequiredCheck, shape } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { flag, oneOf, whole } from '../core/options/values.ts'
import { wording } from '../core/options/wording.ts'
import { checkPlan, type Plan } from '../core/plan.ts'
import { planRuleFacts } from '../core/rule/facts.ts'
import { checkDistinctRules, ruleChecks } from '../core/rule/options.ts'
import { hideFact, type Pass, type Rule, type TypedRule } from '../core/rule/rule.ts'
import { type AppClientChoice, appClientChoice } from '../domain/app-client-choice.ts'
import type { PreAuthenticationEvent, UnknownAuthenticationSource } from '../events/pre-authentication.ts'
import { preAuthenticationSources } from '../events/sources.ts'
import { checkFactsOfRules } from '../facts/shared-facts.ts'

interface PreAuthenticationRuleParts {
  /** The app clients for whose sign-ins it speaks, and always for one that the event does not name. Default all. */
  readonly appClients?: AppClientChoice
  /** Whether it is about the user. Of an unknown user its fact is read with a made-up `sub`, and denies where it fails.
   * The rule itself is not asked: its denial could tell that the user does not exist. */
  readonly isAboutUser: boolean
}

export interface PreAuthenticationRule extends Rule<PreAuthenticationEvent>, PreAuthenticationRuleParts {}

/** A rule that reads a fact. A fact of another type than `fact` yields does not compile. */
export function defineRule<T>(
  rule: TypedRule<PreAuthenticationEvent, Pass, T> & PreAuthenticationRuleParts,
): PreAuthenticationRule {
  return hideFact<PreAuthenticationEvent, Pass, T, PreAuthenticationRuleParts>(rule)
}

/** The configuration of the pre authentication trigger. */
export interface PreAuthenticationConfig extends Wording {
  readonly trigger: 'pre-authentication'
  /** Rules without a fact are asked first, then the others, each group in this order. The first denial wins. */
  readonly rules: readonly PreAuthenticationRule[]
  /** How much longer an answer may take for the facts of observed rules, in milliseconds; 0 to 1,000, default 100. */
  readonly observeMs: number
  /** What an unknown trigger source of pre authentication counts as: a sign-in with all its rules, or a denial
   * (`deny`). Default `PreAuthentication_Authentication`. */
  readonly unknownSource: UnknownAuthenticationSource
}

export type PreAuthenticationOptions = Pick<PreAuthenticationConfig, 'rules'> &
  Partial<Omit<PreAuthenticationConfig, 'rules' | 'trigger'>>

/** What a rule must be. Made when it is needed: as a constant it would be in bundles, which check nothing. */
export function ruleCheck(): RequiredCheck {
  return shape<PreAuthenticationRule>(
    {
      ...ruleChecks(list(oneOf(preAuthenticationSources))),
      appClients: optional(appClientChoice),
      isAboutUser: flag,
    },
    'a rule',
  )
}

/** Checks and completes the configuration of pre authentication.
 * @throws TypeError that names the rule and what is wrong with it. */
export function definePreAuthentication(options: PreAuthenticationOptions): PreAuthenticationConfig {
  check: checkOptions<PreAuthenticationOptions>('definePreAuthentication', options, {
    rules: list(ruleCheck(), 0),
    ...wording(options),
    observeMs: optional(whole(0, 1_000)),
    unknownSource: optional(oneOf(['deny', 'PreAuthentication_Authentication'])),
  })
  const config = {
    trigger: 'pre-authentication',
    rules: options.rules,
    language: options.language ?? 'en',
    texts: options.texts,
    observeMs: options.observeMs ?? 100,
    unknownSource: options.unknownSource ?? 'PreAuthentication_Authentication',
  } as const
  check: checkDistinctRules('pre-authentication', config.rules)
  check: checkFactsOfRules('pre-authentication', config.rules)
  check: checkPlan(planPreAuthentication(config))
  return config
}

/** The rule as an observer: its verdict is reported under `observed` and not applied. */
export function observe(rule: PreAuthenticationRule): PreAuthenticationRule {
  check: ruleCheck().test(rule, { member: 'observe', path: 'the rule' })
  return { ...rule, mode: 'observed' }
}

export function planPreAuthentication({
  rules,
  observeMs,
}: Pick<PreAuthenticationConfig, 'rules' | 'observeMs'>): Plan {
  return { trigger: 'pre-authentication', phases: planRuleFacts(rules, observeMs) }
}
