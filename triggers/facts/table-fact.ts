/** A fact that is one item of the suite's table, with an optional memory for the life of the sandbox. */
import { createCache } from '../core/cache.ts'
import { type Clock, systemClock } from '../core/deadline.ts'
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import type { Denial } from '../core/denials.ts'
import type { FactStep } from '../core/step.ts'
import { type TableItem, type TableKey, userKey } from '../domain/table-item.ts'
import { type TableReader, readActions } from '../ports/suite-table.ts'

/** An item from memory, because the table did not answer. */
export interface LastKnownItem {
  readonly kind: 'last-known'
  readonly item: TableItem
}

/** The item, without attributes when it is missing; `undefined` when it could not be read. */
export type ItemFact = TableItem | LastKnownItem | undefined

export interface TableFactOptions {
  readonly table: TableReader
  /** Milliseconds for the read, both attempts together. Default 1,000. */
  readonly budgetMs?: number
  /** How long an item is taken from the sandbox's memory without a call, in milliseconds. A missing item is looked up
   * every time. Default 0: every token reads the table. */
  readonly cacheMaxAgeMs?: number
  /** How long an item from memory replaces a table that does not answer, in milliseconds, only for claims that declare
   * it. Default 0: never. */
  readonly lastKnownMaxAgeMs?: number
  /** Default the system's clock. */
  readonly clock?: Pick<Clock, 'epochMs'>
}

/** What is known of a user before anything is read. */
export interface UserEvent {
  readonly userPoolId: string
  /** undefined when it cannot be part of a key. */
  readonly sub: string | undefined
}

/** The read of an item. */
export interface ItemStep<Event = UserEvent> extends FactStep<Event, ItemFact> {
  /** The value that replaces an unreadable item, if the sandbox remembers one within its declared age. */
  readonly lastKnown?: (event: Event) => ItemFact
}

/** Where an item comes from that denies when it cannot be read: its own read, or a shared fact. */
export type NeededItemOptions<Event = UserEvent> = TableFactOptions | { readonly item: ItemStep<Event> }

/** The most users' items that one sandbox remembers, and the most characters of their JSON together. */
const maxItems = 1_000
const maxLength = 8_000_000

const noItem: TableItem = new Map()

/** An item of the user. A missing item has no attributes. */
export function createUserFact({
  item,
  step = item.toLowerCase().replaceAll('_', '-'),
  denial,
  ...options
}: TableFactOptions & {
  readonly item: string
  readonly step?: string | undefined
  readonly denial?: Denial
}): ItemStep {
  const fact = createTableFact<UserEvent>({
    ...options,
    name: step,
    key: ({ userPoolId, sub }) => (sub === undefined ? undefined : userKey(userPoolId, sub, item)),
    ...(denial !== undefined && { denial }),
  })
  if (denial === undefined) {
    check: noteRead(fact, item, options)
    return fact
  }
  const denying: ItemStep = {
    ...fact,
    // A user without a readable key does not count as a user without an item.
    run: async (event, call) => {
      if (event.sub === undefined) throw Object.assign(new Error('the event has no sub'), { code: 'no_sub' })
      return fact.run(event, call)
    },
  }
  check: noteRead(denying, item, { ...options, denial })
  return denying
}

/** The fact in the options, or a new one for the user's `item` that denies when the item cannot be read. */
export function readNeededItem<Event extends UserEvent>(
  options: NeededItemOptions<Event>,
  item: string,
): ItemStep<Event> {
  if ('item' in options) return options.item
  return createUserFact({ ...options, item, denial: temporarilyUnavailable })
}

/** The item's attributes: those that may come from memory (`isLastKnownAllowed`), and the others. */
export function attributesOf(fact: ItemFact, isLastKnownAllowed: boolean): TableItem | undefined {
  if (fact === undefined || !('kind' in fact)) return fact
  return isLastKnownAllowed ? fact.item : undefined
}

export type KeyedFactOptions<Event> = TableFactOptions & {
  /** The name of the step. */
  readonly name: string
  /** undefined when the event has no such item. */
  readonly key: (event: Event) => TableKey | undefined
  /** What happens when it is neither read nor remembered. Default: it stays undefined. */
  readonly denial?: Denial
}

/** For options that the caller has checked. */
export function createTableFact<Event extends Pick<UserEvent, 'userPoolId'>>(
  options: KeyedFactOptions<Event>,
): ItemStep<Event> {
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
  const recall = (event: Event, ageMs: number): TableItem | undefined =>
    ageMs > 0 ? memory.get(memoryKey(event, key(event)), ageMs) : undefined
  return {
    name,
    dependency: table,
    actions: readActions,
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
      // Forgets a missing item too: what was taken from a user must not come back from memory.
      memory.delete(memoryKey(event, at))
      if (item !== undefined && maxAgeMs > 0) memory.set(memoryKey(event, at), item, sinceMs)
      return item ?? noItem
    },
  }
}

/** Keeps pool and key apart, whatever characters they contain. */
function memoryKey({ userPoolId }: Pick<UserEvent, 'userPoolId'>, key: TableKey | undefined): string {
  return JSON.stringify([userPoolId, key?.pk, key?.sk])
}

/** How steps read items, so that sources with the same read share it. Used only where options are checked, and in no
 * bundle: there, steps of the same name are the same read. */
const reads = /* @__PURE__ */ new WeakMap<object, string>()

/** Notes how a step reads `item`. */
export function noteRead(
  step: object,
  item: string,
  read: TableFactOptions & { readonly denial?: Denial },
): void {
  const { budgetMs, cacheMaxAgeMs, lastKnownMaxAgeMs, clock, denial } = read
  // A step with its own clock has its own memory.
  if (clock !== undefined) return
  reads.set(step, JSON.stringify([item, budgetMs, cacheMaxAgeMs, lastKnownMaxAgeMs, denial?.code]))
}

export function isSameRead(
  one: { readonly dependency: object },
  other: { readonly dependency: object },
): boolean {
  return (
    one === other ||
    (one.dependency === other.dependency && reads.has(one) && reads.get(one) === reads.get(other))
  )
}
