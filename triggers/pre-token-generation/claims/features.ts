/** The user's plan and the features that it includes, with single features switched on or off for the user. */
import type { Json } from '../../core/decision.ts'
import type { ClaimTarget } from '../claim.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'
import type { FreeName } from '../reserved-claims.ts'
import { attributesOf, type ItemFact, type ItemOptions, readItemOptions } from '../table-fact.ts'

export type FeaturesOptions<
  PlanName extends string,
  Name extends string,
  Target extends ClaimTarget,
> = ItemOptions & {
  /** Plan → its features. A plan that is not named has none. */
  readonly plans: Readonly<Record<string, readonly string[]>>
  /** The plan of a user whose item names none. Default none. */
  readonly defaultPlan?: string
  /** Default `plan`; the item's attribute is `plan`. */
  readonly planClaim?: FreeName<PlanName, Target>
  /** Default `features`; the item's attributes are `featuresOn` and `featuresOff`, lists. */
  readonly featuresClaim?: FreeName<Name, Target>
  /** Default `both`. */
  readonly target?: Target
  /** Whether both may come from memory when the table does not answer. Default false. */
  readonly isLastKnownAllowed?: boolean
}

/** Off wins over on. Without the item there is neither claim, not even the default plan's. */
export function features<
  const PlanName extends string,
  const Name extends string,
  const Target extends ClaimTarget = 'both',
>(options: FeaturesOptions<PlanName, Name, Target>): ClaimSource<ItemFact> {
  const byPlan = new Map(Object.entries(options.plans))
  const planName: string = options.planClaim ?? 'plan'
  const featuresName: string = options.featuresClaim ?? 'features'
  const target: ClaimTarget = options.target ?? 'both'
  const claimNames = [planName, featuresName].map((name) => ({ name, target }))
  return {
    name: 'features',
    sources: userSources,
    claimNames,
    fact: readItemOptions(options, 'ENTITLEMENTS'),
    contribute({ fact }) {
      const item = attributesOf(fact, options.isLastKnownAllowed === true)
      if (item === undefined) return { claimsToWithhold: claimNames }
      const plan = item.get('plan') ?? options.defaultPlan
      const off = new Set(readNames(item.get('featuresOff')))
      const on = [
        ...(typeof plan === 'string' ? (byPlan.get(plan) ?? []) : []),
        ...readNames(item.get('featuresOn')),
      ]
      const value = [...new Set(on)].filter((feature) => !off.has(feature)).sort()
      return {
        claims: [
          ...(typeof plan === 'string' ? [{ name: planName, value: plan, target }] : []),
          { name: featuresName, value, target },
        ],
        isLastKnown: fact !== undefined && 'kind' in fact,
      }
    },
  }
}

function readNames(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}
