/** Reports every new user to other systems: the event `UserConfirmed` on the bus. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { port } from '../../core/options/port.ts'
import { provisioningSourceList } from '../../events/source-lists.ts'
import type { ProvisioningSource } from '../../events/sources.ts'
import { attributesOf, readEffectOptions, type EffectDefinition } from '../effect-definition.ts'
import { type EventBus, putEventActions } from '../../ports/event-bus.ts'
import { attributeList, effectBudget } from '../options.ts'

export interface UserConfirmedEventOptions {
  readonly bus: EventBus
  /** User attributes that the event carries. Default none, since subscribers may look the user up. */
  readonly attributes?: readonly string[]
  /** Default: sign-ups, and users whom `reconcile` finds. The event says which. */
  readonly sources?: readonly ProvisioningSource[]
  /** Milliseconds, claim and close included. Default 5,000. */
  readonly budgetMs?: number
}

/** At least once, under one `idempotencyKey`: EventBridge itself does not recognise repeats. */
export function userConfirmedEvent(options: UserConfirmedEventOptions): EffectDefinition {
  check: checkOptions<UserConfirmedEventOptions>('userConfirmedEvent', options, {
    bus: port('an event bus, such as eventBridgeBus', 'event-bus', ['put']),
    attributes: optional(attributeList),
    sources: optional(provisioningSourceList),
    budgetMs: optional(effectBudget),
  })
  const { attributes: reads = [] } = options
  return {
    ...readEffectOptions(options, { when: 'deferred', budgetMs: 5_000 }),
    name: 'user-confirmed-event',
    dependency: options.bus,
    actions: putEventActions,
    delivery: 'at-least-once',
    reads,
    // The moment is remembered, so that each repeat is the same event.
    remember: (event, nowMs) => ({
      ...attributesOf(event, reads),
      atMs: String(event.createdAtMs ?? nowMs),
    }),
    async act({ userPoolId, sub, userName, source, facts }, idempotencyKey, nowMs, call) {
      const { atMs, ...attributes } = facts
      const id = await options.bus.put(
        {
          source: 'cognito-trigger-suite',
          detailType: 'UserConfirmed',
          detail: { version: 1, idempotencyKey, userPoolId, sub, userName, source, attributes },
          atMs: Number(atMs ?? nowMs),
        },
        call,
      )
      return { state: 'done', result: id }
    },
  }
}
