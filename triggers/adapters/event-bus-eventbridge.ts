/** Puts events on EventBridge. */
import { own, ownText, type RawObject } from '../core/json.ts'
import type { EventBus } from '../ports/event-bus.ts'
import { awsEndpoint } from './aws-endpoint.ts'
import { eventBridge } from './aws-services.ts'
import { type Connection, openConnection } from './connection.ts'
import { asSendError } from './effect-error.ts'
import { classify, exceptionName, ServiceError } from './service-error.ts'
import { setting } from './setting.ts'
import { callService } from './signed-call.ts'

/** The bus that `suite.ts` uses. Its name is in the function's environment. */
export const eventBridgeBus: EventBus = /* @__PURE__ */ createEventBus()

export function createEventBus(): EventBus {
  let connection: Connection | undefined
  return {
    name: 'event-bus',
    async put({ source, detailType, detail, atMs }, call) {
      const entry = {
        EventBusName: setting('EVENT_BUS_NAME', 'give the function the name of the event bus'),
        Source: source,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
        Time: atMs / 1_000,
      }
      // The bus takes a repeat for a new event, so that no event is sent over a kept socket, which may be dead.
      connection ??= openConnection(awsEndpoint(eventBridge), { sockets: 'each-request' })
      try {
        const options = { check: (answer: RawObject) => void readEventId(answer) }
        return readEventId(
          await callService(connection, eventBridge, 'PutEvents', { Entries: [entry] }, call, options),
        )
      } catch (error) {
        throw asSendError(error)
      }
    },
  }
}

/** The status of a refused call. A refused event does not fail its call. */
const refused = 400

function readEventId(answer: RawObject): string {
  const entries = own(answer, 'Entries')
  const [entry]: readonly unknown[] = Array.isArray(entries) ? entries : []
  const id = ownText(entry, 'EventId')
  if (id !== undefined) return id
  const exception = exceptionName(own(entry, 'ErrorCode')) || 'NoAnswer'
  throw new ServiceError(eventBridge.name, classify(refused, exception), { exception, status: refused })
}
