/** A fact that is one item of the suite's table, with an optional memory for the life of the sandbox. */
import { createCache } from '../core/cache.ts'
import { type Clock, systemClock } from '../core/deadline.ts'
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import type { Denial } from '../core/denials.ts'
import { checkOptions, optional } from '../core/options/check.ts'
import { denial as denialCheck, stepName } from '../core/options/step.ts'
import { callable, oneOf } from '../core/options/values.ts'
import type { TableReader } from '../ports/suite-table.ts'
import { type TableItem, type TableKey, type UserItem, userKey } from '../domain/table-item.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import type { ClaimFact } from './claim-source.ts'
import { itemFailure, tableFactChecks } from './options.ts'

/** An item from memory, because the table did not answer. */
export interface LastKnownItem {
  readonly kind: 'last-known'
  readonly item: TableItem
}

/** The item, without attributes when there is none; `undefined` when it could not be read. */
export type ItemFact = TableItem | LastKnownItem | undefined

export interface TableFactOptions {
  readonly table: TableReader
  /** Milliseconds for the read, both attempts together. Default 1,000. */
  readonly budgetMs?: number
  /** Milliseconds for which an item is taken from the sandbox's memory without a call. An item that is not there is
   * looked for every time. Default 0: every token reads the table. */
  readonly cacheMaxAgeMs?: number
  /** Milliseconds for which an item from memory stands in for a table that does not answer, and then only for claims
   * that are declared so. Default 0: never. */
  readonly lastKnownMaxAgeMs?: number
  /** Default the system's clock. */
  readonly clock?: Pick<Clock, 'epochMs'>
}

/** What a table that does not answer ends in. */
export interface ItemFailure {
  /** `deny`: no token, with `temporarily_unavailable`; where a claim restricts its user, fewer claims are more rights.
   * `fewer-claims`: a token without the claims of the item. Default `fewer-claims`. */
  readonly onFailure?: 'deny' | 'fewer-claims'
}

export type UserItemOptions = TableFactOptions & ItemFailure & { readonly item: UserItem }

/** Where a source has its item from: read for itself, or a fact that it shares with other sources. */
export type ItemOptions = (TableFactOptions & ItemFailure) | { readonly item: ClaimFact<ItemFact> }

/** As `ItemOptions`, of a source that always denies when its item cannot be read. */
export type NeededItemOptions = TableFactOptions | { readonly item: ClaimFact<ItemFact> }

/** Items that one sandbox remembers, and the length of their JSON together, in characters. */
const maxItems = 1_000
const maxLength = 8_000_000

const noItem: TableItem = new Map()

/** One item of the signed-in user, such as `ENTITLEMENTS`. Give the same fact to every source that needs it. */
export function userItem(options: UserItemOptions): ClaimFact<ItemFact> {
  check: checkOptions<UserItemOptions>('userItem', options, {
    ...tableFactChecks,
    onFailure: optional(itemFailure),
    item: oneOf(['PROFILE', 'PROVISIONING', 'ENTITLEMENTS', 'MEMBERSHIPS']),
  })
  return readUserItem(options)
}

/** Anything but the permissive word denies: in the bundle nothing is checked. */
export function isDenied(onFailure: ItemFailure['onFailure']): boolean {
  return onFailure !== undefined && onFailure !== 'fewer-claims'
}

function readUserItem({ item, onFailure, ...options }: UserItemOptions): ClaimFact<ItemFact> {
  const isDenying = isDenied(onFailure)
  const fact = createTableFact({
    ...options,
    name: item.toLowerCase(),
    key: ({ userPoolId, sub }) => (sub === undefined ? undefined : userKey(userPoolId, sub, item)),
    ...(isDenying ? { denial: temporarilyUnavailable } : {}),
  })
  if (!isDenying) return fact
  return {
    ...fact,
    // Whose item cannot be told is not somebody without one.
    run: async (event, call) => {
      if (event.sub === undefined) throw Object.assign(new Error('the event has no sub'), { code: 'no_sub' })
      return fact.run(event, call)
    },
  }
}

/** As `readItemOptions`, denying when the item cannot be read. */
export function readNeededItem(options: NeededItemOptions, item: UserItem): ClaimFact<ItemFact> {
  return 'item' in options ? options.item : readUserItem({ ...options, item, onFailure: 'deny' })
}

/** The fact that the options name, or one of its own for the user's `item`. */
export function readItemOptions(options: ItemOptions, item: UserItem): ClaimFact<ItemFact> {
  return 'item' in options ? options.item : readUserItem({ ...options, item })
}

/** Attributes for claims that may be last known (`isLastKnownAllowed`), and for those that may not. */
export function attributesOf(fact: ItemFact, isLastKnownAllowed: boolean): TableItem | undefined {
  if (fact === undefined || !('kind' in fact)) return fact
  return isLastKnownAllowed ? fact.item : undefined
}

export type KeyedFactOptions = TableFactOptions & {
  /** The name of the step. */
  readonly name: string
  /** undefined when the event has no such item. */
  readonly key: (event: PreTokenGenerationEvent) => TableKey | undefined
  /** What happens when it is neither read nor remembered. Default: it stays undefined. */
  readonly denial?: Denial
}

/** One item of the table, by a key of the team's own.
 * @throws TypeError when an age is negative or longer than a day. */
export function tableFact(options: KeyedFactOptions): ClaimFact<ItemFact> {
  check: checkOptions<KeyedFactOptions>('tableFact', options, {
    ...tableFactChecks,
    name: stepName,
    key: callable('a function from an event to a key'),
    denial: optional(denialCheck),
  })
  return createTableFact(options)
}

/** As `tableFact`, of options that were checked by whoever has them from the team. */
export function createTableFact(options: KeyedFactOptions): ClaimFact<ItemFact> {
  const { table, name, key, denial, clock = systemClock } = options
  const { budgetMs = 1_000, cacheMaxAgeMs = 0, lastKnownMaxAgeMs = 0 } = options
  const maxAgeMs = Math.max(cacheMaxAgeMs, lastKnownMaxAgeMs)
  const memory = createCache<TableItem>({
    clock,
    maxAgeMs,
    maxEntries: maxItems,
    maxWeight: maxLength,
    weigh: (item) => JSON.stringify([...item]).length,
  })
  const recall = (event: PreTokenGenerationEvent, ageMs: number): TableItem | undefined =>
    ageMs > 0 ? memory.get(memoryKey(event, key(event)), ageMs) : undefined
  return {
    name,
    dependency: table,
    actions: ['dynamodb:GetItem'],
    budgetMs,
    attempts: 2,
    onFailure: denial === undefined ? { kind: 'use', value: undefined } : { kind: 'deny', denial },
    lastKnown(event) {
      const item = recall(event, lastKnownMaxAgeMs)
      return item && { kind: 'last-known', item }
    },
    async run(event, call) {
      const at = key(event)
      if (at === undefined) return noItem
      const cached = recall(event, cacheMaxAgeMs)
      if (cached !== undefined) return cached
      const sinceMs = clock.epochMs()
      const item = await table.read(at, call)
      // Also when it is gone: what was taken from a user must not come back from memory.
      memory.delete(memoryKey(event, at))
      if (item !== undefined && maxAgeMs > 0) memory.set(memoryKey(event, at), item, sinceMs)
      return item ?? noItem
    },
  }
}

/** Pool and key apart from each other, whatever characters are in them. */
function memoryKey({ userPoolId }: PreTokenGenerationEvent, key: TableKey | undefined): string {
  return JSON.stringify([userPoolId, key?.pk, key?.sk])
}
