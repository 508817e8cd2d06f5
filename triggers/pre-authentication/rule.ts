/** What a pre authentication rule is: whom it speaks of, the one fact it may ask for, and a pure verdict. */
import type { Denial, Wording } from '../core/denials.ts'
import { attributeName } from '../core/options/attribute-name.ts'
import { checkOptions, optional, type RequiredCheck, shape } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { factStep } from '../core/options/step.ts'
import { callable, flag, oneOf, text } from '../core/options/values.ts'
import { wording } from '../core/options/wording.ts'
import { checkPlan, type Plan, planStep } from '../core/plan.ts'
import type { FactStep } from '../core/step.ts'
import { type AppClientChoice, appClientChoice } from '../domain/app-client-choice.ts'
import type { PreAuthenticationEvent, UnknownAuthenticationSource } from '../events/pre-authentication.ts'
import { type PreAuthenticationSource, preAuthenticationSources } from '../events/sources.ts'

export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'deny'; readonly denial: Denial; readonly cause?: string }

/** One rule. It sees the event, its own fact and the time, and nothing else. */
export interface PreAuthenticationRule<T = unknown> {
  /** Unique, kebab-case. */
  readonly name: string
  /** The trigger sources it speaks for. */
  readonly sources: readonly PreAuthenticationSource[]
  /** The app clients for whose sign-ins it speaks, and always for one that the event does not name. Default all. */
  readonly appClients?: AppClientChoice
  /** Whether it is about the user. Of somebody who does not exist it is not asked: its denial would tell so. */
  readonly isAboutUser: boolean
  /** The fact it needs, with budget and failure policy. Rules that share one step share its answer. */
  readonly fact?: FactStep<PreAuthenticationEvent, T>
  /** User attributes by which it refuses: no app client may write them, or its users could let themselves in. */
  readonly refusesBy?: readonly string[]
  /** Pure, synchronous, total. */
  decide(input: {
    readonly event: PreAuthenticationEvent
    readonly fact: T | undefined
    readonly nowMs: number
  }): Verdict
}

/** The configuration of the pre authentication trigger. */
export interface PreAuthenticationConfig extends Wording {
  /** Those that need no fact are asked first, then the others, each in this order; the first denial wins. */
  readonly rules: readonly PreAuthenticationRule[]
  /** What a trigger source of pre authentication is taken for that this version does not know: a sign-in with all its
   * rules, or nobody (`deny`). Default `PreAuthentication_Authentication`. */
  readonly unknownSource: UnknownAuthenticationSource
}

export type PreAuthenticationOptions = Pick<PreAuthenticationConfig, 'rules'> &
  Partial<Omit<PreAuthenticationConfig, 'rules'>>

export const preAuthenticationRule: RequiredCheck = shape<PreAuthenticationRule>(
  {
    name: text('a name in kebab-case', (name) => /^[a-z][a-z0-9-]*$/.test(name)),
    sources: list(oneOf(preAuthenticationSources)),
    appClients: optional(appClientChoice),
    isAboutUser: flag,
    fact: optional(factStep),
    refusesBy: optional(list(attributeName, 0)),
    decide: callable('a function that decides'),
  },
  'a rule',
)

/** Checks and completes the configuration of pre authentication.
 * @throws TypeError that names the rule and what is wrong with it. */
export function definePreAuthentication(options: PreAuthenticationOptions): PreAuthenticationConfig {
  check: checkOptions<PreAuthenticationOptions>('definePreAuthentication', options, {
    rules: list(preAuthenticationRule, 0),
    ...wording(options),
    unknownSource: optional(oneOf(['deny', 'PreAuthentication_Authentication'])),
  })
  const config = {
    rules: options.rules,
    language: options.language ?? 'en',
    texts: options.texts,
    unknownSource: options.unknownSource ?? 'PreAuthentication_Authentication',
  } as const
  check: checkTogether(config)
  return config
}

function checkTogether(config: PreAuthenticationConfig): void {
  const names = new Set<string>()
  for (const { name } of config.rules) {
    if (names.has(name))
      throw new TypeError(`pre-authentication rule ${name} is configured twice: merge the two`)
    names.add(name)
  }
  checkPlan(planPreAuthentication(config))
}

/** All facts side by side. */
export function planPreAuthentication({ rules }: Pick<PreAuthenticationConfig, 'rules'>): Plan {
  const steps = factsOf(rules).map(planStep)
  return { trigger: 'pre-authentication', phases: steps.length === 0 ? [] : [{ stage: 'gather', steps }] }
}

/** The distinct facts of the rules. */
export function factsOf(
  rules: readonly PreAuthenticationRule[],
): readonly FactStep<PreAuthenticationEvent>[] {
  return [...new Set(rules.flatMap(({ fact }) => (fact === undefined ? [] : [fact])))]
}
