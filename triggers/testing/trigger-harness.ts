/** Runs a trigger in this process with a virtual clock and records what it reported. */
import { createHandler, type Handler, type Trigger, type TriggerEvent } from '../core/run.ts'
import { isObject, type RawObject } from '../core/json.ts'
import { anything, text } from '../core/options/values.ts'
import { checkOptions, optional } from '../core/options/check.ts'
import { anyNumber, virtualClock } from './given.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

export type Answer =
  | { readonly kind: 'returned'; readonly value: unknown; readonly tookMs: number }
  | { readonly kind: 'threw'; readonly error: unknown; readonly message: string; readonly tookMs: number }

export interface Harness {
  readonly clock: VirtualClock
  /** The log, a parsed object a line. */
  readonly reports: readonly RawObject[]
  readonly logLines: readonly string[]
  /** Calls the handler and drives the clock until it settles. */
  invoke(event: unknown, options?: InvokeOptions): Promise<Answer>
  /** Calls the handler; the test drives the clock. */
  begin(event: unknown, options?: InvokeOptions): Promise<Answer>
}

interface InvokeOptions {
  readonly remainingMs?: number
  readonly requestId?: string
  readonly clientContext?: unknown
}

export interface HarnessOptions {
  readonly clock?: VirtualClock
  /** Default `provisioned-concurrency`: no cold start. */
  readonly initializationType?: string
}

export function createHarness<Event extends TriggerEvent, Response extends object, Effect>(
  trigger: Trigger<Event, Response, Effect>,
  options: HarnessOptions = {},
): Harness {
  checkOptions<HarnessOptions>('createHarness', options, {
    clock: optional(virtualClock),
    initializationType: optional(text()),
  })
  const clock = options.clock ?? createVirtualClock()
  const logLines: string[] = []
  const handler: Handler = createHandler(trigger, {
    clock,
    initializationType: options.initializationType ?? 'provisioned-concurrency',
    dimensions: { FunctionName: trigger.name, FunctionVersion: '7' },
    log: (line) => void logLines.push(line),
    hashUser: (userPoolId, sub) => `hash-${userPoolId.length}-${sub.length}`,
  })
  let count = 0
  const harness: Harness = {
    clock,
    logLines,
    get reports() {
      return logLines.map((line): RawObject => {
        const report: unknown = JSON.parse(line)
        return isObject(report) ? report : {}
      })
    },
    invoke: (event, invokeOptions) => clock.runUntil(harness.begin(event, invokeOptions)),
    begin(event, invokeOptions = {}) {
      checkOptions<InvokeOptions>('invoke', invokeOptions, {
        remainingMs: optional(anyNumber),
        requestId: optional(text()),
        clientContext: optional(anything),
      })
      const { remainingMs = 4_000, requestId, clientContext } = invokeOptions
      count += 1
      const startedAtMs = clock.monotonicMs()
      return handler(event, {
        awsRequestId: requestId ?? `request-${count}`,
        clientContext,
        getRemainingTimeInMillis: () => Math.max(0, remainingMs - (clock.monotonicMs() - startedAtMs)),
      }).then(
        (value): Answer => ({ kind: 'returned', value, tookMs: clock.monotonicMs() - startedAtMs }),
        (error: unknown): Answer => ({
          kind: 'threw',
          error,
          message: error instanceof Error ? error.message : String(error),
          tookMs: clock.monotonicMs() - startedAtMs,
        }),
      )
    },
  }
  return harness
}
