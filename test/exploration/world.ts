/** One state of everything: the table, the actors, what is under way, the time; and what may happen next. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { readRecord } from '../../triggers/adapters/provisioning-item.ts'
import { isOpen, type LedgerRecord } from '../../triggers/core/effect.ts'
import { type ActorKind, type Answer, begin, type Moment, type Request, type Step } from './actor.ts'
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
  /** Nobody waited for it any more. */
  readonly isLate: boolean
}

export interface World {
  readonly nowMs: number
  readonly table: Table
  readonly actors: readonly Actor[]
  /** Requests that nobody waits for any more: they may arrive at any time, or never. */
  readonly underWay: readonly { readonly request: Request; readonly actor: number }[]
  readonly left: Budget
  readonly sent: readonly Sent[]
  readonly events: Events
}

export interface Choice {
  readonly label: string
  take(): Promise<World>
}

const wasDone: Answer = { kind: 'done' }
const wasLost: Answer = { kind: 'lost' }
const wasRefused: Answer = { kind: 'refused' }
const isFinal: Answer = { kind: 'never' }
const isListed: Answer = { kind: 'listed' }
const isMissing: Answer = { kind: 'missing' }
const isDisabled: Answer = { kind: 'disabled' }

export const startMs = 1_767_225_600_000
const itemKey = `${recordKey.pk} ${recordKey.sk}`

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

/** All that may happen next. */
export function choicesOf(world: World, rules: TableRules): readonly Choice[] {
  const choices: Choice[] = []
  for (const [index, actor] of world.actors.entries()) {
    const { name } = actor.kind
    if (actor.status === 'waiting' && mayBegin(world, index))
      choices.push({ label: `${name} begins`, take: () => beginActor(world, index) })
    if (actor.status !== 'running') continue
    for (const step of actor.moment?.steps ?? []) choices.push(...answersOf(world, index, step, rules))
    if (world.left.crashes > 0) choices.push({ label: `${name} crashes`, take: () => crash(world, index) })
  }
  for (const late of world.underWay)
    choices.push({
      label: `${nameOf(world, late.actor)}: ${describe(late.request)} arrives late`,
      take: () => {
        const underWay = world.underWay.filter((other) => other !== late)
        return Promise.resolve(carryOut({ ...world, underWay }, late.actor, late.request, rules, true).world)
      },
    })
  const atMs = nextWaitMs(world)
  if (world.left.moves > 0 && atMs !== undefined)
    choices.push({
      label: `${(atMs - world.nowMs) / 1_000} s pass`,
      take: () => moveTime({ ...world, left: { ...world.left, moves: world.left.moves - 1 } }, atMs),
    })
  return choices
}

/** Actors of one kind are alike and begin in their order; the stream has what was put; the sweep, who is due. */
function mayBegin(world: World, index: number): boolean {
  const [kind = ''] = nameOf(world, index).split(' ')
  const earlier = world.actors[index - 1]
  if (earlier?.status === 'waiting' && earlier.kind.name.startsWith(kind)) return false
  if (kind === 'stream') return world.table.has(itemKey)
  return kind !== 'sweep' || (dueAtMs(world) ?? Number.POSITIVE_INFINITY) <= world.nowMs
}

async function beginActor(world: World, index: number): Promise<World> {
  const { kind, isInDoubt } = actorOf(world, index)
  return withActor(world, index, { kind, isInDoubt, ...follow(await begin(kind, world.nowMs)) })
}

function follow(moment: Moment): Pick<Actor, 'moment' | 'status'> {
  return { moment, status: moment.isOver ? 'over' : 'running' }
}

function answersOf(world: World, index: number, step: Step, rules: TableRules): readonly Choice[] {
  const { request } = step
  const hear = async (heard: World, answer: Answer, isInDoubt = false): Promise<World> => {
    const actor = actorOf(heard, index)
    const moment = await actor.moment?.hear({ kind: 'answer', step: step.id, answer, nowMs: world.nowMs })
    if (moment === undefined) return heard
    return withActor(heard, index, { ...actor, isInDoubt: actor.isInDoubt || isInDoubt, ...follow(moment) })
  }
  const done = carryOut(world, index, request, rules)
  const said = done.answer.kind === 'condition-failed' ? ': the condition does not hold' : ''
  const { left } = world
  const title = `${nameOf(world, index)}: ${describe(request)}`
  const choices: Choice[] = [{ label: `${title}${said}`, take: () => hear(done.world, done.answer) }]
  if (left.losses > 0 && !isRead(request)) {
    const lost = { ...done.world, left: { ...left, losses: left.losses - 1 } }
    choices.push({ label: `${title}${said}; the answer is lost`, take: () => hear(lost, wasLost, true) })
  }
  const instead = (what: 'refusals' | 'finals' | 'misses', says: string, answer: Answer): void => {
    const used = { ...world, left: { ...left, [what]: left[what] - 1 } }
    if (left[what] > 0) choices.push({ label: `${title}: ${says}`, take: () => hear(used, answer) })
  }
  if (request.kind === 'send') {
    instead('refusals', 'refused for now', wasRefused)
    instead('finals', 'refused for good', isFinal)
  }
  if (request.kind === 'look-up') {
    instead('misses', 'not there', isMissing)
    instead('misses', 'disabled', isDisabled)
  }
  return choices
}

function carryOut(
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

function crash(world: World, index: number): Promise<World> {
  const { kind, moment } = actorOf(world, index)
  const left = { ...world.left, crashes: world.left.crashes - 1 }
  const lost = withUnderWay({ ...world, left }, index, moment?.steps ?? [])
  return Promise.resolve(withActor(lost, index, { kind, status: 'crashed', isInDoubt: true }))
}

/** Moves time. Whoever waits too long by then stops waiting, and the request stays under way. */
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

/** The next end of a lease or of a wait. */
function nextWaitMs(world: World): number | undefined {
  const open = [...(recordOf(world)?.entries.values() ?? [])].filter(isOpen)
  const pauses = world.actors.flatMap(({ status, moment }) =>
    status === 'running' && moment?.steps.length === 0 ? [moment.timerAtMs] : [],
  )
  const unlisted = recordOf(world)?.unlisted?.freeAtMs ?? 0
  const waits = [...open.map(({ freeAtMs }) => freeAtMs), unlisted, dueAtMs(world) ?? 0, ...pauses]
  const later = waits.filter((atMs) => atMs > world.nowMs)
  return later.length === 0 ? undefined : Math.min(...later)
}

function withUnderWay(world: World, actor: number, steps: readonly Step[]): World {
  const requests = steps.map(({ request }) => request).filter((request) => !isRead(request))
  return { ...world, underWay: [...world.underWay, ...requests.map((request) => ({ request, actor }))] }
}

function withActor(world: World, index: number, actor: Actor): World {
  return { ...world, actors: world.actors.map((other, at) => (at === index ? actor : other)) }
}

function actorOf(world: World, index: number): Actor {
  const actor = world.actors[index]
  if (actor === undefined) throw new RangeError(`there is no actor ${index}`)
  return actor
}

function nameOf(world: World, index: number): string {
  return actorOf(world, index).kind.name
}

function isRead(request: Request): boolean {
  if (request.kind === 'look-up') return true
  return request.kind === 'table' && /^(Get|Query)/.test(request.command.constructor.name)
}

function describe(request: Request): string {
  if (request.kind === 'send') return `sends ${request.effect}`
  if (request.kind === 'look-up') return 'looks the user up'
  const { command, method } = request
  const names = command instanceof UpdateItemCommand ? command.input.ExpressionAttributeNames : undefined
  const effect = names?.['#effect']
  return `${isRead(request) && method !== 'read' ? 'reads' : method}${effect === undefined ? '' : ` ${effect}`}`
}
