/** Takes an invoke request, decides whether it may run, runs it, and keeps its record. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import { resolveFunction } from './function-target.ts'
import {
  type InvocationRecord,
  type InvocationType,
  type InvokeResult,
  maxEventBytes,
  maxRequestBytes,
} from './invocation.ts'
import { recordOf, resultOf } from './record.ts'
import { type Invocation, runInvocation } from './run-invocation.ts'
import { type SandboxPool, ServiceClosedError } from './sandbox-pool.ts'

export interface DispatchRequest {
  /** Name or ARN, with or without a qualifier. */
  readonly identifier: string
  readonly qualifier?: string | undefined
  readonly invocationType: InvocationType
  /** Default: a new one. */
  readonly requestId?: string | undefined
  readonly traceId?: string | undefined
  /** JSON text. */
  readonly payload: string
  /** JSON text. */
  readonly clientContext?: string | undefined
}

interface Dispatched {
  readonly requestId: string
  /** Resolves when the run ends. Rejects only when the service is closed. */
  readonly result: Promise<InvokeResult>
  /** Tells that the caller has stopped waiting. The function runs on. */
  readonly abandon: () => void
}

export type Dispatch = (request: DispatchRequest) => Dispatched

export function createDispatch(options: {
  /** Those of now: functions may be replaced. */
  readonly pools: ReadonlyMap<string, SandboxPool>
  readonly clock: Clock
  readonly newId: () => string
  readonly onRecord: (record: InvocationRecord) => void
}): Dispatch {
  const { pools, clock, newId, onRecord } = options

  return ({ identifier, qualifier, invocationType, payload, clientContext, ...given }) => {
    const requestId = given.requestId ?? newId()
    let isAbandoned = false
    const abandon = () => {
      isAbandoned = true
    }
    const answered = (result: InvokeResult): Dispatched => ({
      requestId,
      result: Promise.resolve(result),
      abandon,
    })

    const functions = [...pools.values()].map(({ config }) => config)
    const resolution = resolveFunction(functions, identifier, qualifier)
    if (resolution.kind !== 'found') return answered(resolution)
    const { target } = resolution
    const pool = pools.get(target.config.functionName)
    if (pool === undefined) throw new Error(`Function ${target.config.functionName} has no sandboxes.`)
    const tooLarge = checkSize(payload, invocationType)
    if (tooLarge !== undefined) return answered({ kind: 'request-too-large', message: tooLarge })

    const startedAtMs = clock.epochMs()
    const invocation: Invocation = {
      requestId,
      traceId: given.traceId ?? traceIdOf(requestId, startedAtMs),
      target,
      payload,
      clientContext,
    }
    const run = async (): Promise<InvokeResult> => {
      try {
        const ran = await runInvocation(pool, invocation, clock)
        onRecord(recordOf(invocation, ran, startedAtMs, isAbandoned))
        return resultOf(invocation, ran)
      } finally {
        pool.leave()
      }
    }

    switch (invocationType) {
      case 'DryRun':
        return answered({ kind: 'dry-run', requestId, executedVersion: target.version })
      case 'Event':
        // Lambda queues what has no room yet. Its two repetitions after an error are left out.
        void pool.enterWhenFree().then(run).catch(dropWhenClosed)
        return answered({ kind: 'accepted', requestId })
      case 'RequestResponse':
        if (!pool.enter()) return answered({ kind: 'throttled', message: 'Rate Exceeded.' })
        return { requestId, result: run(), abandon }
    }
  }
}

/** No caller is left to be told. */
const dropWhenClosed = (error: unknown): void => {
  if (!(error instanceof ServiceClosedError)) throw error
}

const checkSize = (payload: string, type: InvocationType): string | undefined => {
  const bytes = Buffer.byteLength(payload)
  const limit = type === 'Event' ? maxEventBytes : maxRequestBytes
  if (bytes <= limit) return undefined
  return `${bytes} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`
}

/** The form of an X-Ray header; nothing is sampled here. */
const traceIdOf = (requestId: string, startedAtMs: number): string => {
  const hex = requestId.replaceAll('-', '')
  const seconds = Math.floor(startedAtMs / 1_000).toString(16)
  return `Root=1-${seconds}-${hex.slice(0, 24)};Parent=${hex.slice(-16)};Sampled=0`
}
