/** What a provisioning effect is: its users, its mode, its bounded act, and how often its target may see it. */
import type { Wording } from '../core/denials.ts'
import { type StringMap, isObject } from '../core/json.ts'
import type { Call, Dependency, EffectStep } from '../core/step.ts'
import type { Delivery } from '../domain/delivery.ts'
import { type Effect, type EffectFacts, effectKey } from '../domain/effect-record.ts'
import type { ProvisioningSource } from '../events/sources.ts'
import type { Closing, EffectLedger } from '../ports/effect-ledger.ts'

/** The user and the reason: a confirmation, or a user whom `reconcile` found without a record. */
export interface ProvisioningEvent {
  readonly source: ProvisioningSource
  readonly userPoolId: string
  readonly region: string
  readonly userName: string
  readonly sub: string
  readonly userAttributes: StringMap
  /** Sent by the app with this call, and not stored. Untrusted. */
  readonly clientMetadata: StringMap
  /** When the user was created, in epoch milliseconds; undefined for a confirmation, which is now. */
  readonly createdAtMs?: number
}

/** The user as an effect sees it: the same in the confirmation and hours later in the worker. */
export interface ProvisionedUser {
  readonly userPoolId: string
  readonly region: string
  readonly userName: string
  readonly sub: string
  readonly source: string
  /** What the effect itself asked to remember. */
  readonly facts: EffectFacts
  /** Asks the pool when the user was created, in epoch milliseconds; undefined when the pool does not list the user.
   * Only the worker can ask. */
  findCreatedAtMs?(call: Call): Promise<number | undefined>
}

export interface EffectDefinition {
  /** Unique, kebab-case, permanent: the record and the idempotency key hold it. */
  readonly name: string
  /** `inline`: the first token needs it, so the confirmation waits for it. `deferred`: the worker performs it. */
  readonly when: 'inline' | 'deferred'
  /** A password reset provisions nothing unless it is listed here. */
  readonly sources: readonly ProvisioningSource[]
  readonly dependency: Dependency
  readonly actions: readonly string[]
  /** Claim, act and close together, in milliseconds; at most 10,000. */
  readonly budgetMs: number
  readonly attempts: number
  readonly onFailure: EffectStep<never>['onFailure']
  readonly delivery: Delivery
  /** The sender's address, for its permission. */
  readonly mailFrom?: string
  /** Groups that it adds users to: the stack creates them. */
  readonly groups?: readonly string[]
  /** User attributes that its options name: the synthesis refuses one that the pool does not have. */
  readonly reads?: readonly string[]
  /** What the act needs of the event, as texts by name; undefined when the effect does not apply to this user. Pure.
   * Any other result is a defect of the confirmation, which is reported and alarms. */
  remember(event: ProvisioningEvent, nowMs: number): EffectFacts | undefined
  /** After a crash it may run again with the same key, as often as `delivery` allows. Rejects with a `PermanentEffectError`
   * when another attempt would not help. A result that is not a `Closing` has failed with `no_closing`. */
  act(user: ProvisionedUser, idempotencyKey: string, nowMs: number, call: Call): Promise<Closing>
}

/** What a team may say of an effect besides what it does. */
export interface EffectOptions {
  /** `inline`: the first token has its result. `deferred`: the confirmation does not wait for it, and admin writes spare
   * the quota. Default `inline`. */
  readonly when?: EffectDefinition['when']
  /** Default: sign-ups, and users whom `reconcile` finds. */
  readonly sources?: readonly ProvisioningSource[]
  /** Milliseconds, claim and close included. Default 1,800. */
  readonly budgetMs?: number
}

/** How an effect is performed, by its options and its defaults. It is deferred when it fails. */
export function readEffectOptions(
  { when, sources, budgetMs }: EffectOptions,
  defaults: Pick<EffectOptions, 'when' | 'budgetMs'> = {},
) {
  return {
    when: when ?? defaults.when ?? 'inline',
    sources: sources ?? newUsers,
    budgetMs: budgetMs ?? defaults.budgetMs ?? 1_800,
    attempts: 2,
    onFailure: { kind: 'defer' },
  } as const
}

const newUsers: readonly ProvisioningSource[] = ['PostConfirmation_ConfirmSignUp', 'Reconcile']

export interface PostConfirmationConfig extends Wording {
  readonly trigger: 'post-confirmation'
  readonly ledger: EffectLedger
  readonly effects: readonly EffectDefinition[]
}

/** The effects that are due for an event, with what each remembers of it. */
export function dueEffects(
  { effects }: Pick<PostConfirmationConfig, 'effects'>,
  event: ProvisioningEvent,
  nowMs: number,
): readonly Effect[] {
  return effects.flatMap((effect) => {
    const facts = effect.sources.includes(event.source) ? effect.remember(event, nowMs) : undefined
    if (facts === undefined) return []
    if (!isFacts(facts))
      throw Object.assign(new TypeError(`${effect.name} remembers no texts by name`), { code: 'no_facts' })
    return [{ name: effect.name, idempotencyKey: effectKey(event.userPoolId, event.sub, effect.name), facts }]
  })
}

/** Refuses a promise, and a value that a record would store in another form. */
function isFacts(given: unknown): boolean {
  if (!isObject(given)) return false
  const parent: unknown = Object.getPrototypeOf(given)
  return (
    (parent === null || parent === Object.prototype) &&
    Object.values(given).every((fact) => typeof fact === 'string')
  )
}

/** The named attributes that the event has. */
export function attributesOf(event: ProvisioningEvent, names: readonly string[]): EffectFacts {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = event.userAttributes.get(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
