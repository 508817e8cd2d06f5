/** Puts together what one request at a door leads to: the functions that it calls, what they ask of services, and the
 * triggers that the user pool then calls. All of it carries the trace that the door began. */
import { randomUUID } from 'node:crypto'
import type { CallOrigin } from './call-view.ts'
import type { DoorExchange } from './callers/door.ts'
import type { HopView } from './console/views.ts'
import type { ProxyExchange } from './faults.ts'
import type { InvokeRequest } from './lambda/invocation.ts'
import { keepLatest, type Latest } from './latest.ts'

export interface Chains {
  readonly hops: Pick<Latest<HopView>, 'list' | 'onAdd'>
  /** What called each invocation that runs, by its request id. */
  readonly origins: Map<string, CallOrigin>
  /** Whether a door began the trace. */
  readonly isKnown: (traceId: string | undefined) => boolean
  /** The request with an id, by which its invocation is found. */
  readonly begin: (request: InvokeRequest) => InvokeRequest
  readonly addDoor: (name: string, exchange: DoorExchange, limitMs?: number) => void
  readonly addService: (name: string, exchange: ProxyExchange) => void
}

/** Traces that are remembered. */
const maxTraces = 1_000

export function createChains(): Chains {
  const hops = keepLatest<HopView>()
  const origins = new Map<string, CallOrigin>()
  const traces = new Set<string>()
  return {
    hops,
    origins,
    isKnown: (traceId) => traceId !== undefined && traces.has(traceId),
    begin(request) {
      const { traceId, abandonAfterMs: limitMs, requestId = randomUUID() } = request
      if (traceId === undefined) return request
      traces.add(traceId)
      const [oldest] = traces
      if (traces.size > maxTraces && oldest !== undefined) traces.delete(oldest)
      const waits = limitMs === undefined ? {} : { limitMs }
      origins.set(requestId, { operation: 'request', operationId: traceId, attempt: 1, traceId, ...waits })
      return { ...request, requestId }
    },
    addDoor(name, { method, path, ...exchange }, limitMs) {
      const waits = limitMs === undefined ? {} : { limitMs }
      hops.add({ ...exchange, id: randomUUID(), name: `${name}, ${method} ${path}`, at: 'door', ...waits })
    },
    addService(name, { operation, status, ...exchange }) {
      if (!traces.has(exchange.traceId)) return
      const answered = status === undefined ? {} : { status }
      hops.add({ ...exchange, id: randomUUID(), name: `${name} ${operation}`, at: 'service', ...answered })
    },
  }
}
