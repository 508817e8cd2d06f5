/** The port to the bus through which other systems hear of users. */
import type { Json } from '../core/decision.ts'
import type { Call, Dependency } from '../core/step.ts'

export interface DomainEvent {
  readonly source: string
  readonly detailType: string
  /** The event carries `idempotencyKey`, by which consumers recognise a repeat. */
  readonly detail: Readonly<Record<string, Json>>
  readonly atMs: number
}

export interface EventBus extends Dependency {
  readonly name: 'event-bus'
  /** The bus takes a repeat for a new event. Answers with the id of the event. */
  put(event: DomainEvent, call: Call): Promise<string>
}

/** What IAM must allow for `put`. */
export const putEventActions = ['events:PutEvents'] as const
