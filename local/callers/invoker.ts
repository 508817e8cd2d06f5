/** How a caller's stand-in calls functions. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { DoorExchange } from './door.ts'
import type { InvokeRequest, InvokeResult } from '../lambda/invocation.ts'

export interface Invoker {
  readonly region: string
  readonly accountId: string
  readonly clock: Clock
  readonly invoke: (request: InvokeRequest) => Promise<InvokeResult>
  /** Tells the console how long a person waited; `limitMs` is undefined where the door waits as long as the function. */
  readonly onExchange: (name: string, exchange: DoorExchange, limitMs?: number) => void
  /** Whether the function's policy lets this service call it in the name of this resource. */
  readonly isAllowed: (functionArn: string, sourceArn: string, principal: string) => boolean
  /** The same issuer on this machine; undefined for one that is not. */
  readonly issuerHere: (issuer: string) => string | undefined
}
