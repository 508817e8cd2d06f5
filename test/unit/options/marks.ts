/** Marks in the option sets that the walk reads: what cannot be told from a value alone. */

const ports = new WeakSet<object>()
const named = new WeakSet<object>()

/** An adapter that needs each method and each assigned field. */
export function adapter(name: string | undefined, ...methods: readonly string[]): object {
  const made = {
    ...(name === undefined ? {} : { name }),
    ...Object.fromEntries(methods.map((method) => [method, () => {}])),
  }
  ports.add(made)
  return made
}

/** An object whose names are the team's own, so that another name is another entry. */
export function names<Entries extends object>(entries: Entries): Entries {
  named.add(entries)
  return entries
}

const leaves = new WeakSet<object>()

/** A value that the walk does not go into: it is walked elsewhere. */
export function leaf<Value extends object>(value: Value): Value {
  leaves.add(value)
  return value
}

export function isLeaf(value: unknown): boolean {
  return typeof value === 'object' && value !== null && leaves.has(value)
}

export function isAdapter(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && ports.has(value)
}

export function hasOwnNames(value: object): boolean {
  return named.has(value)
}
