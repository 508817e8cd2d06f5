/** Remembers the latest of something, in memory. */

export interface Latest<Item> {
  readonly add: (item: Item) => void
  /** Newest first, at most 500. */
  readonly list: () => readonly Item[]
  /** Calls the listener with each item that is added until the returned function is called. */
  readonly onAdd: (listener: (item: Item) => void) => () => void
}

const maxItems = 500

/** `place` puts an item among the others. Default: before them. `first` are those of before, newest first. */
export function keepLatest<Item>(
  place = (item: Item, others: readonly Item[]): readonly Item[] => [item, ...others],
  first: readonly Item[] = [],
): Latest<Item> {
  let newestFirst = first
  const listeners = new Set<(item: Item) => void>()
  return {
    add: (item) => {
      newestFirst = place(item, newestFirst).slice(0, maxItems)
      for (const listener of listeners) listener(item)
    },
    list: () => newestFirst,
    onAdd: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
