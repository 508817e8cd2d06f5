/** The faults that can be put on a dependency, and the reading of them from JSON. */
export type Fault = (
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'drip'; readonly everyMs: number }
  | { readonly kind: 'throttle' }
  | { readonly kind: 'error' }
  | { readonly kind: 'outage' }
) & {
  /** Chance per request that the fault strikes, 0 to 1. Default 1. */
  readonly rate?: number
}

export type FaultReading =
  | { readonly ok: true; readonly fault: Fault | null }
  | { readonly ok: false; readonly problem: string }

export type FaultKind = Fault['kind']

/** Every kind with the name of its own number, in milliseconds, when it has one. */
export const faultKinds = {
  latency: 'ms',
  hang: null,
  drip: 'everyMs',
  throttle: null,
  error: null,
  outage: null,
} as const satisfies Record<FaultKind, 'ms' | 'everyMs' | null>

const maxWaitMs = 600_000

/** Reads one fault, or `null` for none; a problem is one sentence that begins with the dependency's name. */
export const readFault = (name: string, value: unknown): FaultReading => {
  if (value === null) return { ok: true, fault: null }
  if (typeof value !== 'object' || Array.isArray(value))
    return refuse(`The fault of ${name} must be an object with a kind, or null.`)

  const fields = new Map(Object.entries(value))
  const kind = fields.get('kind')
  if (!isFaultKind(kind))
    return refuse(`The fault of ${name} needs a kind that is one of ${Object.keys(faultKinds).join(', ')}.`)

  const numberName = faultKinds[kind]
  const stranger = [...fields.keys()].find((key) => !['kind', 'rate', numberName].includes(key))
  if (stranger !== undefined) {
    return refuse(
      `The ${kind} fault of ${name} has a field that it does not know: ${JSON.stringify(stranger)}.`,
    )
  }
  const rate = fields.get('rate') ?? 1
  if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1))
    return refuse(`The rate of the ${kind} fault of ${name} must be a number from 0 to 1.`)

  const chance = fields.has('rate') ? { rate } : {}
  const waitMs = numberName === null ? 0 : fields.get(numberName)
  if (typeof waitMs !== 'number' || !(waitMs >= 0 && waitMs <= maxWaitMs))
    return refuse(`The ${kind} fault of ${name} needs ${numberName}, a number from 0 to ${maxWaitMs}.`)

  if (kind === 'latency') return accept({ kind, ms: waitMs, ...chance })
  if (kind === 'drip') return accept({ kind, everyMs: waitMs, ...chance })
  return accept({ kind, ...chance })
}

const isFaultKind = (value: unknown): value is FaultKind =>
  typeof value === 'string' && Object.hasOwn(faultKinds, value)

const accept = (fault: Fault): FaultReading => ({ ok: true, fault })

const refuse = (problem: string): FaultReading => ({ ok: false, problem })
