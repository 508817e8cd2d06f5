/** What a claim source, and what it is given, must be. */
import {
  type Check,
  type Checks,
  isPlain,
  optional,
  type OptionalCheck,
  type RequiredCheck,
  shape,
} from '../core/options/check.ts'
import { either, list, record } from '../core/options/collections.ts'
import { attributeName } from '../core/options/attribute-name.ts'
import { groupName } from '../core/options/group-name.ts'
import { epochClock } from '../core/options/port.ts'
import { json } from '../core/options/json.ts'
import { tableReader } from '../core/options/ports.ts'
import { refuse, refuseBecause } from '../core/options/refuse.ts'
import { preTokenGenerationSourceList } from '../events/source-lists.ts'
import { effectStep, factStep, stepBudget } from '../core/options/step.ts'
import { anything, callable, flag, never, oneOf, text, whole } from '../core/options/values.ts'
import { type Claim, type ClaimName, type ClaimTarget, isClaimValue, isNameText } from './claim.ts'
import type { ClaimSource } from './claim-source.ts'
import type { GroupEdit } from './group-override.ts'
import { isRoleArn } from './group-override.ts'
import { isGrantableScope, isScope } from './scopes.ts'
import type { FixedClaims } from './claims/static-claims.ts'
import type { TableFactOptions } from './table-fact.ts'

export const claimTarget = oneOf(['id', 'access', 'both'])

/** The name of a claim. The factory that knows the tokens checks whether it is reserved. */
export const claimNameText = text('a claim name of 1 to 256 characters', isNameText)

const namedClaim: Checks<Exclude<ClaimName, string>> = { name: claimNameText, target: claimTarget }
const claimName = either({ text: claimNameText, object: shape(namedClaim) })

export const claimValue: RequiredCheck = {
  allowed: 'JSON that a claim can hold',
  isOptional: false,
  test(value, at) {
    json.test(value, at)
    if (!isClaimValue(value)) refuse(at, claimValue.allowed, value)
  },
}

export const anyScope = text('a scope without blanks', isScope)

export const addedScope = text(
  'a scope that can be added: without blanks, and not under aws.cognito',
  isGrantableScope,
)

/** Names of permissions, roles and features. */
export const permissionLists = (name: Check = text('a name')): RequiredCheck =>
  record(list(text('a name'), 0), name)

const appClientIds = list(text('the id of an app client', (id) => /^[\w+]{1,128}$/.test(id)))

/** The app clients that a source speaks for. */
export const appClientChoice: RequiredCheck = {
  allowed: '{ only: […] } or { except: […] } with ids of app clients',
  isOptional: false,
  test(value, at) {
    const named = ['only', 'except'].filter((name) => isPlain(value) && Object.hasOwn(value, name))
    const [one] = named
    if (one !== undefined && named.length === 1) return shape({ [one]: appClientIds }).test(value, at)
    shape({ only: optional(appClientIds), except: optional(appClientIds) }).test(value, at)
    refuse(at, appClientChoice.allowed, value)
  },
}

/** The options that every kind of claim source with its own name takes. */
export const sourceName = text('a name in kebab-case', (name) => /^[a-z][a-z0-9-]*$/.test(name))

const groupEdit = shape<GroupEdit>({
  addGroups: optional(list(groupName, 0)),
  removeGroups: optional(list(text('a group'), 0)),
  addRoles: optional(list(text('the ARN of an IAM role', isRoleArn), 0)),
  removeRoles: optional(list(text('a role'), 0)),
  preferredRole: optional(text('a role')),
})

/** The options that `staticClaims` and each client of `appClientClaims` have in common. */
export const fixedClaims = {
  claims: optional(record(claimValue, claimNameText)),
  target: optional(claimTarget),
  suppress: optional(list(claimName, 0)),
  scopesToAdd: optional(list(addedScope, 0)),
  scopesToSuppress: optional(list(anyScope, 0)),
  groups: optional(groupEdit),
} satisfies Checks<FixedClaims<unknown, ClaimTarget>>

const longestMemoryMs = 86_400_000

/** The options of a read of the table. */
export const tableFactChecks = {
  table: tableReader,
  budgetMs: optional(stepBudget),
  cacheMaxAgeMs: optional(whole(0, longestMemoryMs)),
  lastKnownMaxAgeMs: optional(whole(0, longestMemoryMs)),
  clock: optional(epochClock),
} satisfies Checks<TableFactOptions>

export const itemFailure = oneOf(['deny', 'fewer-claims'])

type ReadChecks = {
  readonly [Name in keyof TableFactOptions]-?: Name extends 'table' ? Check : OptionalCheck
} & { readonly item: Check }

/** The options that say where an item comes from: `item` alone, or the read. */
export function itemChecks(
  given: Readonly<Record<string, unknown>>,
): ReadChecks & { onFailure: OptionalCheck } {
  if (!Object.hasOwn(given, 'item'))
    return { ...tableFactChecks, onFailure: optional(itemFailure), item: optional(factStep) }
  const why = 'goes without item, which has a read of its own'
  return { ...noRead(why), onFailure: optional(never(why)), item: factStep }
}

/** Like `itemChecks`, for a source that denies when its item cannot be read. A shared item must deny too. */
export function neededItemChecks(given: Readonly<Record<string, unknown>>): ReadChecks {
  const { onFailure: _, ...checks } = itemChecks(given)
  return { ...checks, item: given['item'] === undefined ? checks.item : denyingFact }
}

/** A fact whose failure denies. */
export const denyingFact: RequiredCheck = {
  ...factStep,
  test(value, at) {
    factStep.test(value, at)
    const policy: unknown = isPlain(value) ? value['onFailure'] : undefined
    if (!isPlain(policy) || policy['kind'] !== 'deny')
      refuseBecause(at, "must deny when it cannot be read, such as userItem({ …, onFailure: 'deny' })")
  },
}

/** The options of a read, for a source that has no read. */
export function noRead(why: string) {
  const needless = optional(never(why))
  return {
    table: needless,
    budgetMs: needless,
    cacheMaxAgeMs: needless,
    lastKnownMaxAgeMs: needless,
    clock: needless,
  }
}

/** A claim stands for its name. */
const claim = shape<Partial<Claim> & Pick<Claim, 'name' | 'target'>>(
  { ...namedClaim, value: optional(anything), isKept: optional(flag), isNeeded: optional(flag) },
  'a claim',
)

export const claimSource: RequiredCheck = shape<ClaimSource>(
  {
    name: sourceName,
    sources: preTokenGenerationSourceList,
    appClients: optional(appClientChoice),
    fact: optional(factStep),
    claimNames: list(either({ text: claimNameText, object: claim }), 0),
    scopeNames: optional(list(addedScope, 0)),
    groupNames: optional(list(groupName, 0)),
    refusesBy: optional(list(attributeName, 0)),
    contribute: callable('a function that contributes'),
    effect: optional(effectStep),
    observed: optional(callable('left out: write observe(source)')),
  },
  'a claim source',
)
