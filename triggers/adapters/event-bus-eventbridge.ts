/** Puts events on EventBridge through the AWS SDK. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PermanentEffectError } from '../core/effect.ts'
import type { EventBus } from '../post-confirmation/event-bus.ts'
import {
  asEffectError,
  type AttemptLimits,
  attemptLimits,
  countAttempts,
  sdkMaxAttempts,
} from './sdk-call.ts'

const permanentErrors = { ResourceNotFoundException: 'failed', ValidationException: 'failed' } as const

/** What EventBridge may answer of one event and mean "again". */
const transientCodes = new Set(['ThrottlingException', 'InternalFailure', 'InternalException'])

/** The bus that `suite.ts` uses: the one that the function was deployed with. */
export const eventBridgeBus: EventBus = createEventBus()

export function createEventBus(limits: AttemptLimits = attemptLimits): EventBus {
  let opened: EventBridgeClient | undefined
  const client = (): EventBridgeClient =>
    (opened ??= new EventBridgeClient({
      maxAttempts: sdkMaxAttempts,
      retryMode: 'standard',
      requestHandler: { ...limits },
    }))
  return {
    name: 'event-bus',
    async put({ source, detailType, detail, atMs }, call) {
      const command = new PutEventsCommand({
        Entries: [
          {
            EventBusName: eventBusName(),
            Source: source,
            DetailType: detailType,
            Detail: JSON.stringify(detail),
            Time: new Date(atMs),
          },
        ],
      })
      const answer = await client()
        .send(countAttempts(command, call), { abortSignal: call.signal })
        .catch((error: unknown) => {
          throw asEffectError(error, permanentErrors)
        })
      // A refused event does not fail the call.
      const entry = answer.Entries?.[0]
      if (entry?.EventId !== undefined) return entry.EventId
      const code = entry?.ErrorCode ?? 'NoAnswer'
      throw transientCodes.has(code) ? new EventRefusedError(code) : new PermanentEffectError(code)
    },
  }
}

class EventRefusedError extends Error {
  override readonly name = 'EventRefusedError'
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

function eventBusName(): string {
  const name = process.env['EVENT_BUS_NAME']
  if (name === undefined || name === '')
    throw new TypeError('EVENT_BUS_NAME is not set: give the function the name of the event bus')
  return name
}
