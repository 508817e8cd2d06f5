/** Claims from the user's entitlements item in the table. */
import { temporarilyUnavailable } from '../../core/denial-catalogue.ts'
import {
  checkOptions,
  isPlain,
  optional,
  required,
  type RequiredCheck,
  shape,
} from '../../core/options/check.ts'
import { either, record } from '../../core/options/collections.ts'
import { inside, refuseBecause } from '../../core/options/refuse.ts'
import { flag, oneOf, text } from '../../core/options/values.ts'
import { isAcceptable } from '../claim-model.ts'
import { type ClaimTarget, tokensOf } from '../claim.ts'
import { type ClaimSource, defineSource, userSources } from '../claim-source.ts'
import { type ClaimType, claimTypes } from '../claim.ts'
import { type ClaimNature, tellNatures } from '../claim-natures.ts'
import { claimNameText, claimTarget, itemChecks, sourceName } from '../options.ts'
import { denyingFact } from '../../facts/item-options.ts'
import type { WithoutReserved } from '../reserved-claims.ts'
import { type ItemOptions, readItemOptions, isDenied } from '../table-fact.ts'
import { attributesOf, type ItemFact, readNeededItem } from '../../facts/table-fact.ts'

/** The attribute of the item, or the attribute with options. */
export type EntitlementMapping =
  | string
  | {
      readonly attribute: string
      /** Whether the claim may come from memory when the table does not answer, for `lastKnownMaxAgeMs` of the fact. It
       * then still grants what the user has lost since. Never use it for a claim that authorises, or with
       * `isRestrictive`. Default false. */
      readonly isLastKnownAllowed?: boolean
      /** Whether the claim takes rights away, as `suspended` does. The token is then denied when the claim cannot be
       * read, has a value that Cognito refuses, or is changed by a later source. It is never trimmed. Default as
       * `onFailure` says. */
      readonly isRestrictive?: boolean
      /** Whether a restrictive claim takes some rights alone, as `readOnly` does, for those who read the tokens. Default
       * false: guards refuse everything while it is true. */
      readonly isPartial?: boolean
      /** What the attribute holds, for those who read the tokens: see `cts claims`. Nothing changes in the tokens. Default
       * `string` for the attribute `plan`, `boolean` for `suspended` and with `isRestrictive`, and otherwise `json`. */
      readonly type?: ClaimType
    }

export type EntitlementsOptions<Claims, Target extends ClaimTarget> = ItemOptions & {
  /** Tells several of them apart, each with an item of its own. Default `entitlements`. */
  readonly name?: string
  /** Claim name → attribute of the item. */
  readonly claims: Claims & WithoutReserved<Claims, Target>
  /** Default `both`. */
  readonly target?: Target
}

/** When the item or an attribute cannot be read, the claims are left out, whatever earlier sources say of them: fewer
 * claims, never more. With `onFailure: 'deny'`, and for a restrictive claim, the token is denied. A missing attribute
 * leaves the claim to earlier sources. */
export function entitlements<
  const Claims extends Readonly<Record<string, EntitlementMapping>>,
  const Target extends ClaimTarget = 'both',
>(options: EntitlementsOptions<Claims, Target>): ClaimSource {
  check: checkOptions<EntitlementsOptions<object, ClaimTarget>>('entitlements', options, (given) => ({
    ...itemChecks(given),
    name: optional(sourceName),
    ...(isRestricting(given) && Object.hasOwn(given, 'item') ? { item: denyingFact } : {}),
    claims: record(
      either({ text: text('an attribute of the item'), object: itemAttribute() }),
      claimNameText,
    ),
    target: optional(claimTarget),
  }))
  const target: ClaimTarget = options.target ?? 'both'
  const isDenying = 'onFailure' in options && isDenied(options.onFailure)
  const mappings = Object.entries<EntitlementMapping>(options.claims).map(([name, mapping]) => {
    const {
      attribute,
      isLastKnownAllowed = false,
      isRestrictive,
    } = typeof mapping === 'string' ? { attribute: mapping } : mapping
    const isKept = isRestrictive === true
    return {
      name,
      target,
      attribute,
      isLastKnownAllowed: isLastKnownAllowed && !isKept,
      isKept,
      isNeeded: isRestrictive ?? isDenying,
    }
  })
  const isItemNeeded = mappings.some(({ isNeeded }) => isNeeded)
  const claimNames = mappings.map(({ name }) => ({ name, target }))
  check: tellNatures(
    claimNames,
    Object.fromEntries(
      Object.entries<EntitlementMapping>(options.claims).map(([name, mapping]) => [
        name,
        readNature(mapping),
      ]),
    ),
  )
  return defineSource<ItemFact>({
    claimNames,
    name: options.name ?? 'entitlements',
    sources: userSources,
    fact: isItemNeeded ? readNeededItem(options, 'ENTITLEMENTS') : readItemOptions(options, 'ENTITLEMENTS'),
    contribute({ event, fact }) {
      const known = mappings.map((mapping) => {
        const item = attributesOf(fact, mapping.isLastKnownAllowed)
        return { ...mapping, item, value: item?.get(mapping.attribute) }
      })
      const isUnreadable = known.some(
        ({ name, item, value, isNeeded }) =>
          isNeeded &&
          (item === undefined ||
            (value !== undefined &&
              tokensOf(target).some((token) => !isAcceptable(event, token, name, value)))),
      )
      if (isUnreadable) return { denial: temporarilyUnavailable }
      return {
        claims: known.flatMap(({ name, value, isKept, isNeeded }) =>
          value === undefined ? [] : [{ name, value, target, isKept, isNeeded }],
        ),
        claimsToWithhold: known.filter(({ item }) => item === undefined),
        isLastKnown: fact !== undefined && 'kind' in fact,
      }
    },
  })
}

function readNature(mapping: EntitlementMapping): ClaimNature {
  const {
    attribute,
    type,
    isPartial = false,
    isRestrictive = false,
  } = typeof mapping === 'string' ? { attribute: mapping } : mapping
  // The suite itself writes both.
  const isFlag = isRestrictive || attribute === 'suspended'
  const usual = attribute === 'plan' ? 'string' : isFlag ? 'boolean' : 'json'
  return { type: type ?? usual, takes: isPartial ? 'some' : isFlag ? 'all' : 'none' }
}

function isRestricting({ claims }: Readonly<Record<string, unknown>>): boolean {
  return (
    isPlain(claims) &&
    Object.values(claims).some((mapping) => isPlain(mapping) && mapping['isRestrictive'] === true)
  )
}

function itemAttribute(): RequiredCheck {
  const mapping = shape<Exclude<EntitlementMapping, string>>({
    attribute: text('an attribute of the item'),
    isLastKnownAllowed: optional(flag),
    isRestrictive: optional(flag),
    isPartial: optional(flag),
    type: optional(oneOf(claimTypes)),
  })
  return required(mapping.allowed, (value, at) => {
    mapping.test(value, at)
    if (isPlain(value) && value['isPartial'] === true && value['isRestrictive'] !== true)
      refuseBecause(inside(at, 'isPartial'), 'goes with isRestrictive: true')
    if (isPlain(value) && value['isRestrictive'] === true && value['isLastKnownAllowed'] === true) {
      refuseBecause(
        inside(at, 'isLastKnownAllowed'),
        'goes without isRestrictive: a restriction that is newer than the memory would not count',
      )
    }
  })
}
