/** What may happen next. */
import { isOpen } from '../../triggers/domain/effect-record.ts'
import { type Answer, begin, type Request, type Step } from './actor.ts'
import type { TableRules } from './table.ts'
import {
  actorOf,
  carryOut,
  dueAtMs,
  follow,
  isRead,
  itemKey,
  moveTime,
  recordOf,
  withActor,
  withUnderWay,
  type World,
} from './world.ts'

export interface Choice {
  readonly label: string
  take(): Promise<World>
}

const wasLost: Answer = { kind: 'lost' }
const wasRefused: Answer = { kind: 'refused' }
const isFinal: Answer = { kind: 'never' }
const isMissing: Answer = { kind: 'missing' }
const isDisabled: Answer = { kind: 'disabled' }

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
  for (const late of world.underWay) {
    choices.push({
      label: `${nameOf(world, late.actor)}: ${describe(late.request)} arrives late`,
      take: () => {
        const underWay = world.underWay.filter((other) => other !== late)
        return Promise.resolve(carryOut({ ...world, underWay }, late.actor, late.request, rules, true).world)
      },
    })
  }
  const atMs = nextWaitMs(world)
  if (world.left.moves > 0 && atMs !== undefined) {
    choices.push({
      label: `${(atMs - world.nowMs) / 1_000} s pass`,
      take: () => moveTime({ ...world, left: { ...world.left, moves: world.left.moves - 1 } }, atMs),
    })
  }
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

function crash(world: World, index: number): Promise<World> {
  const { kind, moment } = actorOf(world, index)
  const left = { ...world.left, crashes: world.left.crashes - 1 }
  const lost = withUnderWay({ ...world, left }, index, moment?.steps ?? [])
  return Promise.resolve(withActor(lost, index, { kind, status: 'crashed', isInDoubt: true }))
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

function nameOf(world: World, index: number): string {
  return actorOf(world, index).kind.name
}

function describe(request: Request): string {
  if (request.kind === 'send') return `sends ${request.effect}`
  if (request.kind === 'look-up') return 'looks the user up'
  const { operation, input, method } = request
  const names = operation === 'UpdateItem' ? input.ExpressionAttributeNames : undefined
  const effect = names?.['#effect']
  const title = method === 'other' ? operation : method
  return effect === undefined ? title : `${title} ${effect}`
}
