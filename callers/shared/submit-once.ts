/** A form that is sent twice has its effect once: the first submit works, the others get its answer. */
import { pause } from '@cognito-trigger-suite/triggers/core/deadline'
import {
  type Database,
  putIfAbsent,
  readNow,
  tryConditional,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-client'
import { keyAttributes, toAttributes } from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-json'
import { own, ownNumber, ownText, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { sha256 } from '@cognito-trigger-suite/triggers/internal/core/sha256'
import type { TableItem, TableKey } from '@cognito-trigger-suite/triggers/internal/domain/table-item'
import { tableCall } from './bounded.ts'
import type { Call } from './handler.ts'
import { ProblemError } from './problem.ts'
import type { Sealer } from './seal.ts'

/** The partitions that submits use, in IAM's form. */
export const submitKeys = 'SUBMIT#*'

/** How long the answer of a submit is kept, in seconds: a day. */
const keptS = 86_400

/** A submit that waits for another looks so often, in milliseconds. */
const lookEveryMs = 200

/** With less time left, a submit is not taken up again, in milliseconds: it would be given up at once. */
const leastMs = 3_000

/** Time that is kept for the answer of one that waits in vain, in milliseconds. */
const reserveMs = 500

export interface Submitted {
  readonly status: number
  readonly body: string
  /** `keep`: done, answer every repeat with it. `check`: it may have been done, and a repeat must look. `forget`: nothing was
   * done, and the key may be used again. */
  readonly next: 'keep' | 'check' | 'forget'
}

export interface Submits {
  /** @param key Chosen by the browser, a new one for each form that a person fills in.
   * @param content What the submit asks for. The same key with another content is refused.
   * @param run `wasTried`: an earlier submit with this key may have worked. */
  once(
    key: string,
    content: string,
    call: Call,
    run: (wasTried: boolean) => Promise<Submitted>,
  ): Promise<Pick<Submitted, 'status' | 'body'> & { readonly isRepeat: boolean }>
}

interface Record {
  readonly isOurs: boolean
  readonly answer: Pick<Submitted, 'status' | 'body'> | undefined
  readonly isFree: boolean
}

export function createSubmits(database: Database, sealer: Sealer): Submits {
  const seal = (key: TableKey, told: object, call: Call) =>
    sealer.seal(JSON.stringify(told), key.pk, call.signal)
  const times = (call: Call) => {
    const nowMs = Math.floor(call.clock.epochMs())
    return {
      expiresAtS: Math.floor(nowMs / 1_000) + keptS,
      leaseUntilMs: nowMs + Math.ceil(call.deadline.remainingMs()) + reserveMs,
    }
  }

  /** Takes a submit that ended without an answer. */
  const takeOver = async (key: TableKey, call: Call): Promise<boolean> => {
    const { leaseUntilMs } = times(call)
    const input = {
      Key: keyAttributes(key),
      UpdateExpression: 'SET leaseHolder = :holder, leaseUntilMs = :until',
      ConditionExpression: 'isDone = :no AND (leaseUntilMs < :now OR leaseHolder = :holder)',
      ExpressionAttributeValues: toAttributes({
        ':holder': call.requestId,
        ':until': leaseUntilMs,
        ':now': Math.floor(call.clock.epochMs()),
        ':no': false,
      }),
    }
    return (await tryConditional(database.send('UpdateItem', input, tableCall(call)))) !== undefined
  }

  const settle = async (key: TableKey, content: string, submitted: Submitted, call: Call): Promise<void> => {
    const { next, status, body } = submitted
    const holder = { ':holder': call.requestId }
    const common = { Key: keyAttributes(key), ConditionExpression: 'leaseHolder = :holder' }
    if (next === 'forget') {
      const input = { ...common, ExpressionAttributeValues: toAttributes(holder) }
      await tryConditional(database.send('DeleteItem', input, tableCall(call)))
      return
    }
    const told = next === 'keep' ? { content, status, body } : { content }
    const input = {
      ...common,
      UpdateExpression: 'SET sealedAnswer = :answer, isDone = :done, leaseUntilMs = :free',
      ExpressionAttributeValues: toAttributes({
        ...holder,
        ':answer': await seal(key, told, call),
        ':done': next === 'keep',
        ':free': 0,
      }),
    }
    await tryConditional(database.send('UpdateItem', input, tableCall(call)))
  }

  return {
    async once(given, content, call, run) {
      const key = { pk: `SUBMIT#${sha256('submit', given)}`, sk: 'SUBMIT' }
      const perform = async (wasTried: boolean) => {
        const submitted = await run(wasTried)
        // Without the record a repeat looks for itself, so that its loss is no failure of this submit.
        await settle(key, content, submitted, call).catch(() => {})
        return { status: submitted.status, body: submitted.body, isRepeat: false }
      }
      const first = { isDone: false, leaseHolder: call.requestId, ...times(call) }
      const item = { ...first, sealedAnswer: await seal(key, { content }, call) }
      if ((await putIfAbsent(database, key, item, tableCall(call))) === 'written') return perform(false)

      for (;;) {
        const found = await readNow(database, key, tableCall(call))
        const record = await readRecord(sealer, key, found, content, call)
        if (record === undefined) {
          if ((await putIfAbsent(database, key, item, tableCall(call))) === 'written') return perform(false)
        } else {
          if (!record.isOurs) {
            const detail = 'This form was sent with other content before. Please reload the page.'
            throw new ProblemError({ status: 422, code: 'idempotency_key_reused', detail, language: 'en' })
          }
          if (record.answer !== undefined) return { ...record.answer, isRepeat: true }
          const mayTake = record.isFree && call.deadline.remainingMs() >= leastMs
          if (mayTake && (await takeOver(key, call))) return perform(true)
        }
        if (call.deadline.remainingMs() < reserveMs + lookEveryMs) {
          const detail = 'The same form is still being worked on.'
          throw new ProblemError({ status: 409, code: 'in_progress', detail, language: 'en', retryAfterS: 1 })
        }
        await pause(call.clock, lookEveryMs, call.signal)
      }
    },
  }
}

/** Undefined when there is none, or none that counts any more. */
async function readRecord(
  sealer: Sealer,
  key: TableKey,
  item: TableItem | undefined,
  content: string,
  call: Call,
): Promise<Record | undefined> {
  if (item === undefined) return undefined
  const sealed = item.get('sealedAnswer')
  const told = readJson(
    (typeof sealed === 'string' ? await sealer.open(sealed, key.pk, call.signal) : undefined) ?? '',
  )
  const status = ownNumber(told, 'status')
  const body = ownText(told, 'body')
  const leaseUntilMs = Number(item.get('leaseUntilMs'))
  const isHolder = item.get('leaseHolder') === call.requestId
  return {
    isOurs: own(told, 'content') === content,
    answer: status === undefined || body === undefined ? undefined : { status, body },
    isFree: isHolder || !(leaseUntilMs >= call.clock.epochMs()),
  }
}
