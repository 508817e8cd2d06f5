/** What the options of a read of the table must be. */
import {
  type Check,
  type Checks,
  isPlain,
  optional,
  type OptionalCheck,
  required,
  type RequiredCheck,
  shape,
} from '../core/options/check.ts'
import { attributeName } from '../core/options/attribute-name.ts'
import { epochClock } from '../core/options/port.ts'
import { tableReader } from '../core/options/ports.ts'
import { refuseBecause } from '../core/options/refuse.ts'
import { factStep, stepBudget } from '../core/options/step.ts'
import { never, text, whole } from '../core/options/values.ts'
import type { TableFactOptions } from './table-fact.ts'

const longestMemoryMs = 86_400_000

/** The options of a read of the table. */
export const tableFactChecks = {
  table: tableReader,
  budgetMs: optional(stepBudget),
  cacheMaxAgeMs: optional(whole(0, longestMemoryMs)),
  lastKnownMaxAgeMs: optional(whole(0, longestMemoryMs)),
  clock: optional(epochClock),
} satisfies Checks<TableFactOptions>

export type ReadChecks = {
  readonly [Name in keyof TableFactOptions]-?: Name extends 'table' ? Check : OptionalCheck
} & { readonly item: Check }

/** The options of an item that denies when it cannot be read: `item` alone, which must deny too, or the read. */
export function neededItemChecks(given: Readonly<Record<string, unknown>>): ReadChecks {
  if (!Object.hasOwn(given, 'item')) return { ...tableFactChecks, item: optional(factStep) }
  return {
    ...noRead('goes without item, which has a read of its own'),
    item: given['item'] === undefined ? factStep : denyingFact,
  }
}

/** A user attribute, or an attribute of an item whose other options `itemChecks` names. */
export function valuePlace(
  itemChecks: (given: Readonly<Record<string, unknown>>) => ReadChecks,
): RequiredCheck {
  return required('{ userAttribute } or { table, itemAttribute }', (value, at) => {
    const given = isPlain(value) ? value : {}
    const isOfItem = ['itemAttribute', 'table', 'item'].some((name) => Object.hasOwn(given, name))
    const check = isOfItem
      ? shape({ ...itemChecks(given), itemAttribute: text('an attribute of the item') })
      : shape({ userAttribute: attributeName })
    check.test(value, at)
  })
}

/** A value on which a refusal depends. */
export const neededPlace = valuePlace(neededItemChecks)

/** A fact whose failure denies. */
export const denyingFact: RequiredCheck = required(factStep.allowed, (value, at) => {
  factStep.test(value, at)
  const policy: unknown = isPlain(value) ? value['onFailure'] : undefined
  if (!isPlain(policy) || policy['kind'] !== 'deny')
    refuseBecause(at, "must deny when it cannot be read, such as userItem({ …, onFailure: 'deny' })")
})

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
