/** Reads the worker's input: the table's stream, its schedule, or a walk of the pool. */
import { isObject, own, type RawObject } from '../core/json.ts'
import { beginReconcile, type ReconcileCheckpoint, type ReconcileCounts } from './reconcile.ts'
import type { TableKey } from '../domain/table-item.ts'

export type WorkerInput =
  /** Records that were put into the table. */
  | { readonly kind: 'stream'; readonly keys: readonly TableKey[] }
  /** The schedule's call, for every user who is due. */
  | { readonly kind: 'sweep' }
  /** One stretch of a walk, from the checkpoint that the last stretch returned. */
  | { readonly kind: 'reconcile'; readonly checkpoint: ReconcileCheckpoint }

/** @throws TypeError when the input is neither of the three; the text holds nothing of the input. */
export function readWorkerInput(input: unknown): WorkerInput {
  if (!isObject(input)) throw new TypeError('the input is not a JSON object')
  const records = own(input, 'Records')
  if (Array.isArray(records))
    return { kind: 'stream', keys: records.filter(isObject).flatMap(readStreamRecord) }
  switch (own(input, 'kind')) {
    case 'sweep':
      return { kind: 'sweep' }
    case 'reconcile':
      return { kind: 'reconcile', checkpoint: readCheckpoint(own(input, 'checkpoint')) }
    default:
      throw new TypeError('the input is neither a stream batch nor of kind sweep or reconcile')
  }
}

/** A checkpoint, returned by a stretch or written by a person or a workflow: `{ userPoolId }`.
 * @throws TypeError when the value is not a checkpoint. */
export function readCheckpoint(value: unknown): ReconcileCheckpoint {
  const userPoolId = isObject(value) ? own(value, 'userPoolId') : undefined
  if (!isObject(value) || typeof userPoolId !== 'string')
    throw new TypeError('the checkpoint names no userPoolId')
  const begun = beginReconcile(userPoolId)
  const nextToken = own(value, 'nextToken')
  return {
    userPoolId,
    isDone: own(value, 'isDone') === true,
    pages: count(value, 'pages'),
    counts: readCounts(own(value, 'counts'), begun.counts),
    effects: readTallies(own(value, 'effects')),
    withheld: readTallies(own(value, 'withheld')),
    ...(typeof nextToken === 'string' ? { nextToken } : {}),
  }
}

function readTallies(value: unknown): Readonly<Record<string, number>> {
  const tallies = isObject(value) ? value : {}
  return Object.fromEntries(Object.keys(tallies).map((name) => [name, count(tallies, name)]))
}

function readCounts(value: unknown, none: ReconcileCounts): ReconcileCounts {
  const given = isObject(value) ? value : {}
  return {
    seen: count(given, 'seen', none.seen),
    provisioned: count(given, 'provisioned', none.provisioned),
    opened: count(given, 'opened', none.opened),
    woken: count(given, 'woken', none.woken),
    underWay: count(given, 'underWay', none.underWay),
    failed: count(given, 'failed', none.failed),
    erased: count(given, 'erased', none.erased),
    skipped: count(given, 'skipped', none.skipped),
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-example.html */
function readStreamRecord(record: RawObject): readonly TableKey[] {
  const change = own(record, 'dynamodb')
  const keys = isObject(change) ? own(change, 'Keys') : undefined
  if (!isObject(keys)) return []
  const pk = readText(own(keys, 'pk'))
  const sk = readText(own(keys, 'sk'))
  return pk !== undefined && sk === 'PROVISIONING' ? [{ pk, sk }] : []
}

function readText(attribute: unknown): string | undefined {
  const value = isObject(attribute) ? own(attribute, 'S') : undefined
  return typeof value === 'string' ? value : undefined
}

function count(object: RawObject, key: string, otherwise = 0): number {
  const value = own(object, key)
  return typeof value === 'number' ? value : otherwise
}
