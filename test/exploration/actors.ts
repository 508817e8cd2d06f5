/** The actors, which run the real code: Cognito's attempts, the worker called by the stream or as the sweep, a token that
 * hands its user over, and the operator who replays or erases. */
import { createErasableUsers } from '../../triggers/adapters/erasable-users-dynamodb.ts'
import { shardOf, unlistedItem } from '../../triggers/adapters/provisioning-item.ts'
import { createRecordIndex } from '../../triggers/adapters/record-index-dynamodb.ts'
import { createTableWriter } from '../../triggers/adapters/suite-table-dynamodb.ts'
import { attemptsKept, outcomeUnknown } from '../../triggers/domain/delivery.ts'
import { createHandler } from '../../triggers/core/run.ts'
import { userKey } from '../../triggers/domain/table-item.ts'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { postConfirmationTrigger } from '../../triggers/post-confirmation/trigger.ts'
import { defineProvisioningWorker } from '../../triggers/provisioning-worker/config.ts'
import { eraseUser } from '../../triggers/provisioning-worker/erase.ts'
import type { PoolUser } from '../../triggers/ports/record-index.ts'
import { failedEffectsOf } from '../../triggers/provisioning-worker/replay.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { createCall } from '../../triggers/testing/call.ts'
import { eventFixture } from '../../triggers/testing/golden-events.ts'
import { anEffect } from '../support/an-effect.ts'
import { contextOf } from '../support/worker-runtime.ts'
import type { ActorKind, Ports } from './actor.ts'

const userPoolId = 'eu-west-1_Example01'
const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
export const recordKey = userKey(userPoolId, sub, 'PROVISIONING')

/** `notice` is sent by the confirmation, at least once; `mail` and `letter` by the worker, at most twice and at most once;
 * after a password reset only if the worker finds out that they are due. */
export const effects = {
  notice: {
    when: 'inline',
    delivery: 'at-least-once',
    sources: ['PostConfirmation_ConfirmSignUp', 'PostConfirmation_ConfirmForgotPassword', 'Reconcile'],
  },
  mail: {
    when: 'deferred',
    delivery: 'at-most-twice',
    sources: ['PostConfirmation_ConfirmSignUp', 'Reconcile'],
  },
  letter: {
    when: 'deferred',
    delivery: 'at-most-once',
    sources: ['PostConfirmation_ConfirmSignUp', 'Reconcile'],
  },
} as const
export type EffectName = keyof typeof effects

export function isEffectName(name: string): name is EffectName {
  return Object.hasOwn(effects, name)
}

function ledgerOf(ports: Ports) {
  return new Proxy(createTableWriter(ports.database), {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...input: readonly unknown[]) =>
        ports.during(String(name), (): unknown => Reflect.apply(member, target, input))
    },
  })
}

function configure(ports: Ports, names: readonly EffectName[]) {
  const definitions = names.map((name) =>
    anEffect(name, {
      ...effects[name],
      dependency: { name: 'mail' },
      budgetMs: 1_000,
      async act(_user, _key, _nowMs, call) {
        await ports.send(name, call)
        return { state: 'done' }
      },
    }),
  )
  return definePostConfirmation({ ledger: ledgerOf(ports), effects: definitions })
}

function runtimeOf(ports: Ports) {
  return {
    clock: ports.clock,
    log: (line: string) => ports.log(line),
    initializationType: 'provisioned-concurrency',
    dimensions: { FunctionName: 'function', FunctionVersion: '7' },
    hashUser: () => 'user',
    region: 'eu-west-1',
    random: () => 0,
  }
}

/** One of Cognito's calls after a confirmation. */
export function attempt(
  name: string,
  names: readonly EffectName[],
  source = 'PostConfirmation_ConfirmSignUp',
): ActorKind {
  const event = eventFixture(source)
  return {
    name,
    run: (ports) =>
      createHandler(postConfirmationTrigger(configure(ports, names)), runtimeOf(ports))(
        event,
        contextOf(ports.clock, ports.owner, 4_000),
      ),
  }
}

/** One run of the worker: the stream names the user, the sweep looks for due users. */
export function worker(name: string, input: 'stream' | 'sweep', names: readonly EffectName[]): ActorKind {
  const stream = { Records: [{ dynamodb: { Keys: { pk: { S: recordKey.pk }, sk: { S: recordKey.sk } } } }] }
  const shard = Number(shardOf('due', recordKey.pk).slice('due-'.length))
  return {
    name,
    run(ports) {
      const index = createRecordIndex(ports.database)
      const config = defineProvisioningWorker({
        postConfirmation: configure(ports, names),
        index: {
          ...index,
          // The other shards are empty.
          shards: 1,
          find: (queue, _, nowMs, limit, call) => index.find(queue, shard, nowMs, limit, call),
        },
        users: {
          name: 'user-pool',
          listUsers: () => Promise.reject(new TypeError('nobody walks the pool here')),
          findUser: async (_, call) => describeUser(await ports.lookUp(call)),
        },
      })
      const run = createWorker(config, runtimeOf(ports))
      return run(input === 'stream' ? stream : { kind: 'sweep' }, contextOf(ports.clock, ports.owner))
    },
  }
}

function describeUser(status: Awaited<ReturnType<Ports['lookUp']>>): PoolUser | undefined {
  if (status === 'missing') return undefined
  const isEnabled = status === 'listed'
  const times = { createdAtMs: 0, modifiedAtMs: 0 }
  return { userName: sub, sub, status: 'CONFIRMED', isEnabled, ...times, attributes: new Map() }
}

const nobody = { userName: sub, region: 'eu-west-1', source: 'Reconcile' }

/** A token's function that found no record: it hands the user over without effects. */
export function token(name: string): ActorKind {
  return {
    name,
    run: (ports) =>
      ledgerOf(ports).putIfAbsent(
        recordKey,
        unlistedItem(recordKey, nobody, ports.clock.epochMs()),
        createCall(),
      ),
  }
}

/** An operator gives back what has failed and cannot have happened. */
export function replay(name: string): ActorKind {
  return {
    name,
    async run(ports) {
      const ledger = ledgerOf(ports)
      const failed = await failedEffectsOf(ledger, recordKey, createCall)
      for (const { key, effect, cause, counts } of failed) {
        if (isEffectName(effect) && cause !== outcomeUnknown) {
          const kept = attemptsKept(effects[effect].delivery, counts)
          await ledger.reopen(key, effect, kept, ports.clock.epochMs(), createCall())
        }
      }
    },
  }
}

/** An operator erases the user. */
export function erase(name: string): ActorKind {
  return {
    name,
    run: ({ database, clock }) =>
      eraseUser(createErasableUsers(database), { userPoolId, sub }, clock, createCall()),
  }
}
