/** The user's plan and its features, with single features switched on or off for the user. */
import type { Json } from '../../core/decision.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { flag, oneOf, text } from '../../core/options/values.ts'
import { readStrings } from '../../core/json.ts'
import { type ClaimTarget, nameClaims } from '../claim.ts'
import { type ClaimSource, defineSource, userSources } from '../claim-source.ts'
import { tellNatures } from '../claim-natures.ts'
import { claimNameText, claimTarget, itemChecks, permissionLists, sourceName } from '../options.ts'
import type { FreeName } from '../reserved-claims.ts'
import { type ItemOptions, readItemOptions } from '../table-fact.ts'
import { attributesOf, type ItemFact } from '../../facts/table-fact.ts'

export type FeaturesOptions<
  PlanName extends string,
  Name extends string,
  Target extends ClaimTarget,
> = ItemOptions & {
  /** Tells several of them apart, each with an item of its own. Default `features`. */
  readonly name?: string
  /** Plan → its features. An unnamed plan has no features. */
  readonly plans: Readonly<Record<string, readonly string[]>>
  /** The plan of a user whose item has no `plan`. Default none. */
  readonly defaultPlan?: string
  /** Default `plan`; the item's attribute is `plan`. */
  readonly planClaim?: FreeName<PlanName, Target>
  /** Default `features`; the item's attributes are `featuresOn` and `featuresOff`, each a list or one name. */
  readonly featuresClaim?: FreeName<Name, Target>
  /** Default `both`. */
  readonly target?: Target
  /** Whether both may come from memory when the table does not answer. Default false. */
  readonly isLastKnownAllowed?: boolean
}

/** Off wins over on. Without the item both claims are absent, also the default plan's. A plan that is not a text is not
 * shown. No features are shown while the switched-off ones cannot be read. */
export function features<
  const PlanName extends string,
  const Name extends string,
  const Target extends ClaimTarget = 'both',
>(options: FeaturesOptions<PlanName, Name, Target>): ClaimSource {
  check: checkOptions<FeaturesOptions<string, string, ClaimTarget>>('features', options, (given) => ({
    ...itemChecks(given),
    name: optional(sourceName),
    plans: permissionLists(),
    defaultPlan: optional(text('a plan')),
    planClaim: optional(claimNameText),
    featuresClaim: optional(claimNameText),
    target: optional(claimTarget),
    isLastKnownAllowed: optional(flag),
  }))
  check: if (options.defaultPlan !== undefined && !Object.hasOwn(options.plans, options.defaultPlan))
    oneOf(Object.keys(options.plans)).test(options.defaultPlan, { member: 'features', path: 'defaultPlan' })
  const byPlan = new Map(Object.entries(options.plans))
  const planName: string = options.planClaim ?? 'plan'
  const featuresName: string = options.featuresClaim ?? 'features'
  const target: ClaimTarget = options.target ?? 'both'
  const claimNames = nameClaims('features', target, [planName, featuresName])
  check: tellNatures(claimNames, { [planName]: 'string', [featuresName]: 'list' })
  return defineSource<ItemFact>({
    name: options.name ?? 'features',
    sources: userSources,
    claimNames,
    fact: readItemOptions(options, 'ENTITLEMENTS'),
    contribute({ fact }) {
      const item = attributesOf(fact, options.isLastKnownAllowed === true)
      if (item === undefined) return { claimsToWithhold: claimNames }
      const plan = item.has('plan') ? item.get('plan') : options.defaultPlan
      const unreadable = [
        ...(plan === undefined || typeof plan === 'string' ? [] : [planName]),
        ...(isNames(item.get('featuresOff')) ? [] : [featuresName]),
      ]
      const off = new Set(readStrings(item.get('featuresOff')))
      const on = [
        ...(typeof plan === 'string' ? (byPlan.get(plan) ?? []) : []),
        ...readStrings(item.get('featuresOn')),
      ]
      const value = [...new Set(on)].filter((feature) => !off.has(feature)).sort()
      return {
        claims: [
          ...(typeof plan === 'string' ? [{ name: planName, value: plan, target }] : []),
          { name: featuresName, value, target },
        ],
        claimsToWithhold: unreadable.map((name) => ({ name, target })),
        dropped: unreadable,
        isLastKnown: fact !== undefined && 'kind' in fact,
      }
    },
  })
}

/** Whether all names can be read. A single name and an absent list count as readable. */
function isNames(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.every((entry) => typeof entry === 'string')
  return value === undefined || typeof value === 'string'
}
