/** Reads the worker's input: the table's stream, its schedule, a walk of the pool, or one user. */
import { isObject, own, ownNumber, ownText, type RawObject } from '../core/json.ts'
import { noCounts, type ReconcileCheckpoint } from './reconcile.ts'
import { type TableKey, userKey } from '../domain/table-item.ts'
import { isUserKey } from '../domain/user-key.ts'

export type WorkerInput =
  /** Records that were put into the table. */
  | { readonly kind: 'stream'; readonly keys: readonly TableKey[] }
  /** The schedule's call, for every user who is due. */
  | { readonly kind: 'sweep' }
  /** One stretch of a walk, from the checkpoint that the last stretch returned. */
  | ({ readonly kind: 'reconcile' } & StretchInput)
  /** One user, for whom somebody waits. */
  | { readonly kind: 'user'; readonly userPoolId: string; readonly sub: string }

export interface StretchInput {
  readonly checkpoint: ReconcileCheckpoint
  /** Who walks. Default: this run of the worker. */
  readonly owner?: string
  /** No walk begins within this many milliseconds of the last one's beginning. Default 0. */
  readonly dueAfterMs: number
  /** Stretches that this walker has made. */
  readonly stretches: number
}

/** @throws TypeError when the input is none of the four; the text holds nothing of the input. */
export function readWorkerInput(input: unknown): WorkerInput {
  if (!isObject(input)) throw new TypeError('the input is not a JSON object')
  const records = own(input, 'Records')
  if (Array.isArray(records))
    return { kind: 'stream', keys: records.filter(isObject).flatMap(readStreamRecord) }
  switch (own(input, 'kind')) {
    case 'sweep':
      return { kind: 'sweep' }
    case 'reconcile':
      return { kind: 'reconcile', ...readStretch(input) }
    case 'user':
      return { kind: 'user', ...readUser(input) }
    default:
      throw new TypeError('the input is neither a stream batch nor of kind sweep, reconcile or user')
  }
}

/** Both are parts of a key, so that neither may hold its separator. */
function readUser(input: RawObject): { readonly userPoolId: string; readonly sub: string } {
  const userPoolId = ownText(input, 'userPoolId') ?? ''
  const sub = ownText(input, 'sub') ?? ''
  if (!isUserKey(userKey(userPoolId, sub, 'PROVISIONING').pk))
    throw new TypeError('the input names no userPoolId and sub')
  return { userPoolId, sub }
}

function readStretch(input: RawObject): StretchInput {
  const owner = ownText(input, 'owner')
  return {
    checkpoint: readCheckpoint(own(input, 'checkpoint')),
    dueAfterMs: ownNumber(input, 'dueAfterMs') ?? 0,
    stretches: ownNumber(input, 'stretches') ?? 0,
    ...(owner === undefined ? {} : { owner }),
  }
}

/** A checkpoint, returned by a stretch or written by a person or a workflow: `{ userPoolId }`.
 * @throws TypeError when the value is not a checkpoint. */
export function readCheckpoint(value: unknown): ReconcileCheckpoint {
  const userPoolId = ownText(value, 'userPoolId')
  if (userPoolId === undefined) throw new TypeError('the checkpoint names no userPoolId')
  const nextToken = ownText(value, 'nextToken')
  const counts = own(value, 'counts')
  return {
    userPoolId,
    isDone: own(value, 'isDone') === true,
    pages: ownNumber(value, 'pages') ?? 0,
    restarts: ownNumber(value, 'restarts') ?? 0,
    counts: { ...noCounts, ...readTallies(counts, Object.keys(noCounts)) },
    effects: readTallies(own(value, 'effects')),
    withheld: readTallies(own(value, 'withheld')),
    ...(nextToken === undefined ? {} : { nextToken }),
  }
}

function readTallies(
  value: unknown,
  names: readonly string[] = isObject(value) ? Object.keys(value) : [],
): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name) => [name, ownNumber(value, name) ?? 0]))
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-example.html */
function readStreamRecord(record: RawObject): readonly TableKey[] {
  const keys = own(own(record, 'dynamodb'), 'Keys')
  const pk = ownText(own(keys, 'pk'), 'S')
  const sk = ownText(own(keys, 'sk'), 'S')
  return pk !== undefined && sk === 'PROVISIONING' ? [{ pk, sk }] : []
}
