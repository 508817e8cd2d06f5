/** Puts events on EventBridge through the AWS SDK. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { EventBus } from '../post-confirmation/event-bus.ts'
import { openConnection, setting } from './connection.ts'
import { asSendError, clientOptions, sendByAttempts } from './sdk-call.ts'
import { classify, exceptionName, ServiceError } from './service-error.ts'

const service = 'event_bus'

/** The bus that `suite.ts` uses: the one that the function was deployed with. */
export const eventBridgeBus: EventBus = createEventBus()

export function createEventBus(): EventBus {
  let opened: EventBridgeClient | undefined
  const client = (): EventBridgeClient =>
    // The bus takes a repeat for a new event, so that none is sent over a socket that may be dead.
    (opened ??= new EventBridgeClient(
      clientOptions(service, (endpoint) => openConnection(endpoint, { sockets: 'each-request' })),
    ))
  return {
    name: 'event-bus',
    async put({ source, detailType, detail, atMs }, call) {
      const command = new PutEventsCommand({
        Entries: [
          {
            EventBusName: setting('EVENT_BUS_NAME', 'give the function the name of the event bus'),
            Source: source,
            DetailType: detailType,
            Detail: JSON.stringify(detail),
            Time: new Date(atMs),
          },
        ],
      })
      return sendByAttempts(service, call, async (options) => {
        const { Entries } = await client().send(command, options)
        // A refused event does not fail the call.
        const { EventId, ErrorCode } = Entries?.[0] ?? {}
        if (EventId !== undefined) return EventId
        const name = exceptionName(ErrorCode) || 'NoAnswer'
        throw new ServiceError(service, classify(200, name), name)
      }).catch((error: unknown) => {
        throw asSendError(error)
      })
    },
  }
}
