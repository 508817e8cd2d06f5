/** What a claim source, and what it is given, must be. */
import {
  type Check,
  type Checks,
  optional,
  type OptionalCheck,
  required,
  type RequiredCheck,
  shape,
  valueThat,
} from '../core/options/check.ts'
import { either, list, record } from '../core/options/collections.ts'
import { attributeName } from '../core/options/attribute-name.ts'
import { groupName } from '../core/options/group-name.ts'
import { json } from '../core/options/json.ts'
import { refuse } from '../core/options/refuse.ts'
import { preTokenGenerationSourceList } from '../events/source-lists.ts'
import { effectStep, factStep } from '../core/options/step.ts'
import { anything, callable, flag, never, oneOf, text } from '../core/options/values.ts'
import { type Claim, type ClaimName, type ClaimTarget, isClaimValue, isNameText } from './claim.ts'
import type { ClaimSource, PreTokenGenerationConfig } from './claim-source.ts'
import { claimTypes } from './claim.ts'
import { type GroupEdit, isRoleArn } from './group-override.ts'
import { isGrantableScope, isScope } from './scopes.ts'
import { appClientChoice } from '../domain/app-client-choice.ts'
import { noRead, type ReadChecks, tableFactChecks } from '../facts/item-options.ts'
import type { FixedClaims } from './fixed-claims.ts'

export const claimTarget = oneOf(['id', 'access', 'both'])

/** The name of a claim. The factory that knows the tokens checks whether it is reserved. */
export const claimNameText = text('a claim name of 1 to 256 characters', isNameText)

const namedClaim: Checks<Exclude<ClaimName, string>> = {
  name: claimNameText,
  target: claimTarget,
  type: optional(oneOf(claimTypes)),
}
const claimName = either({ text: claimNameText, object: shape(namedClaim) })

export const claimValue: RequiredCheck = required('JSON that a claim can hold', (value, at) => {
  json.test(value, at)
  if (!isClaimValue(value)) refuse(at, claimValue.allowed, value)
})

export const anyScope = text('a scope without blanks', isScope)

export const addedScope = text(
  'a scope that can be added: without blanks, and not under aws.cognito',
  isGrantableScope,
)

/** The separator of a list. It may begin or end with a blank. */
export const separatorText = valueThat(
  '1 to 8 characters, no letters, digits, quotes, brackets, braces and backslashes, and not blanks alone',
  (value) =>
    typeof value === 'string' && value.trim() !== '' && /^[^"'[\]{}\\\p{Cc}\p{L}\p{N}]{1,8}$/u.test(value),
  true,
)

/** Names of permissions, roles and features. API Gateway's JWT authorizer writes a list as `[a b]`, where a name with a
 * blank would be two. */
const listedName = text('a name without blanks, brackets and quotes', (name) => /^[^\s[\]"]+$/.test(name))

export const permissionLists = (name: Check = listedName): RequiredCheck => record(list(listedName, 0), name)

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

export const itemFailure = oneOf(['deny', 'fewer-claims'])

/** The options that say where an item comes from: `item` alone, or the read. */
export function itemChecks(
  given: Readonly<Record<string, unknown>>,
): ReadChecks & { onFailure: OptionalCheck } {
  if (!Object.hasOwn(given, 'item'))
    return { ...tableFactChecks, onFailure: optional(itemFailure), item: optional(factStep) }
  const why = 'goes without item, which has a read of its own'
  return { ...noRead(why), onFailure: optional(never(why)), item: factStep }
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
    reads: optional(list(attributeName, 0)),
    refusesBy: optional(list(attributeName, 0)),
    contribute: callable('a function that contributes'),
    effect: optional(effectStep),
    observed: optional(callable('left out: write observe(source)')),
  },
  'a claim source',
)

/** What `definePreTokenGeneration` has checked. */
export const tokenConfigParts: Checks<PreTokenGenerationConfig> = {
  trigger: oneOf(['pre-token-generation']),
  claims: list(claimSource, 0),
  version1Encoding: anything,
  expectedVersion: anything,
  adminScope: anything,
  size: anything,
  language: anything,
  texts: optional(anything),
  unknownSource: anything,
  observed: optional(callable('left out: write observeTokens(config)')),
}
