/** One state of everything: the table, the actors, what is under way, the time. */
import { readRecord } from '../../triggers/adapters/provisioning-item.ts'
import type { LedgerRecord } from '../../triggers/domain/effect-record.ts'
import type { ActorKind, Answer, Moment, Request, Step } from './actor.ts'
import { recordKey } from './actors.ts'
import { type Table, type TableRules, tables } from './table.ts'

/** What may still go wrong, or be waited for, and how often. */
export interface Budget {
  readonly crashes: number
  /** Requests that are carried out while their answer is lost. */
  readonly losses: number
  /** Sends that the target refuses, for now. */
  readonly refusals: number
  /** Sends that the target refuses for good. */
  readonly finals: number
  /** Look-ups that find no user, or one who is disabled. */
  readonly misses: number
  /** Moves of time to the next end of a lease or of a wait. */
  readonly moves: number
}

export interface Actor {
  readonly kind: ActorKind
  /** Undefined before it begins. */
  readonly moment?: Moment
  readonly status: 'waiting' | 'running' | 'over' | 'crashed'
  /** It crashed, or does not know what became of one of its requests. */
  readonly isInDoubt: boolean
}

/** What happened to the record, as far as promises are about it. */
export interface Events {
  /** Effects that came to be failed. */
  readonly failures: number
  /** Failed effects that were given back. */
  readonly reopened: number
  /** A write that must not be. */
  readonly wrong?: string
}

/** A send that was carried out. */
export interface Sent {
  readonly effect: string
  readonly actor: number
  /** Its caller had stopped waiting. */
  readonly isLate: boolean
}

export interface World {
  readonly nowMs: number
  readonly table: Table
  readonly actors: readonly Actor[]
  /** Requests whose callers have stopped waiting: they may arrive at any time, or never. */
  readonly underWay: readonly { readonly request: Request; readonly actor: number }[]
  readonly left: Budget
  readonly sent: readonly Sent[]
  readonly events: Events
}

const wasDone: Answer = { kind: 'done' }
const isListed: Answer = { kind: 'listed' }

const startMs = 1_767_225_600_000
export const itemKey = `${recordKey.pk} ${recordKey.sk}`

const records = new WeakMap<Table, LedgerRecord>()

export function recordOf({ table }: Pick<World, 'table'>): LedgerRecord | undefined {
  const known = records.get(table)
  if (known !== undefined) return known
  const found = readRecord(table.get(itemKey))
  if (found.kind !== 'record') return undefined
  records.set(table, found.record)
  return found.record
}

/** When the record is due on the index; undefined when it is not there. */
export function dueAtMs({ table }: Pick<World, 'table'>): number | undefined {
  const item = table.get(itemKey)
  return item?.['dueShard']?.S?.startsWith('due-') === true ? Number(item['dueAtMs']?.N) : undefined
}

export function createWorld(kinds: readonly ActorKind[], left: Budget): World {
  const actors = kinds.map((kind): Actor => ({ kind, status: 'waiting', isInDoubt: false }))
  return {
    nowMs: startMs,
    table: tables.one(new Map()),
    actors,
    underWay: [],
    left,
    sent: [],
    events: { failures: 0, reopened: 0 },
  }
}

/** The actor at its next moment. */
export function follow(moment: Moment): Pick<Actor, 'moment' | 'status'> {
  return { moment, status: moment.isOver ? 'over' : 'running' }
}

/** Carries a request out, even if its caller has stopped waiting. */
export function carryOut(
  world: World,
  actor: number,
  request: Request,
  rules: TableRules,
  isLate = false,
): { readonly world: World; readonly answer: Answer } {
  if (request.kind === 'table') {
    const { table, answer } = rules(world.table, request)
    const events = table === world.table ? world.events : eventsOf(world, table, request.method)
    return { world: { ...world, table, events }, answer }
  }
  if (request.kind === 'look-up') return { world, answer: isListed }
  const sent = [...world.sent, { effect: request.effect, actor, isLate }]
  return { world: { ...world, sent }, answer: wasDone }
}

/** What a write came to. */
function eventsOf(world: World, table: Table, method: string): Events {
  const before = recordOf(world)
  const after = recordOf({ table })
  let { failures, reopened, wrong } = world.events
  const isErased = world.table.get(itemKey)?.['erasedAtMs'] !== undefined
  if (isErased && method !== 'other') wrong = `${method} is written for a user who is erased`
  for (const [name, { state }] of after?.entries ?? []) {
    const old = before?.entries.get(name)?.state
    if (state === 'failed' && old !== 'failed') failures += 1
    if (old === undefined || old === 'pending' || old === 'started' || old === state) continue
    if (method === 'reopen' && old === 'failed') reopened += 1
    else wrong = `${method} makes ${name} ${state}, which was ${old}`
  }
  return { failures, reopened, ...(wrong === undefined ? {} : { wrong }) }
}

/** Moves time. An actor whose wait is then too long stops waiting, and the request stays under way. */
export async function moveTime(world: World, nowMs: number): Promise<World> {
  let moved: World = { ...world, nowMs }
  for (const [index, actor] of world.actors.entries()) {
    if (actor.status !== 'running' || actor.moment === undefined || actor.moment.timerAtMs > nowMs) continue
    const moment = await actor.moment.hear({ kind: 'time', nowMs })
    const given = actor.moment.steps.filter(({ id }) => !moment.steps.some((step) => step.id === id))
    moved = withUnderWay(moved, index, given)
    const isInDoubt = actor.isInDoubt || given.length > 0
    moved = withActor(moved, index, { ...actor, isInDoubt, ...follow(moment) })
  }
  return moved
}

export function withUnderWay(world: World, actor: number, steps: readonly Step[]): World {
  const requests = steps.map(({ request }) => request).filter((request) => !isRead(request))
  return { ...world, underWay: [...world.underWay, ...requests.map((request) => ({ request, actor }))] }
}

export function withActor(world: World, index: number, actor: Actor): World {
  return { ...world, actors: world.actors.map((other, at) => (at === index ? actor : other)) }
}

export function actorOf(world: World, index: number): Actor {
  const actor = world.actors[index]
  if (actor === undefined) throw new RangeError(`there is no actor ${index}`)
  return actor
}

export function isRead(request: Request): boolean {
  if (request.kind === 'look-up') return true
  return request.kind === 'table' && /^(Get|Query)/.test(request.operation)
}
