/** What is promised, of each state and of each end. */
import { outcomeUnknown } from '../../triggers/domain/delivery.ts'
import type { ActorKind } from './actor.ts'
import { type EffectName, effects, isEffectName, recordKey, worker } from './actors.ts'
import type { Scenario } from './scenarios.ts'
import type { TableRules } from './table.ts'
import { type Choice, choicesOf } from './choices.ts'
import { dueAtMs, moveTime, recordOf, type World } from './world.ts'

/** The promise that this state breaks, if any. While no actor runs, all that is left must come to an end by itself. */
export async function judge(
  scenario: Scenario,
  world: World,
  rules: TableRules,
): Promise<string | undefined> {
  const repeated = judgeSends(world)
  if (repeated !== undefined || world.actors.some(({ status }) => status === 'running')) return repeated
  const quiet = await runQuietly(scenario, world, rules)
  return judgeSends(quiet) ?? judgeEnd(scenario, quiet)
}

const mostSends = { 'at-least-once': Number.POSITIVE_INFINITY, 'at-most-twice': 2, 'at-most-once': 1 }

function judgeSends({ sent, actors, events }: World): string | undefined {
  if (events.wrong !== undefined) return events.wrong
  for (const [index, { effect, actor, isLate }] of sent.entries()) {
    const earlier = sent.slice(0, index).filter((other) => other.effect === effect)
    if (!isEffectName(effect)) continue
    if (earlier.length >= mostSends[effects[effect].delivery] + events.reopened)
      return `${effect} is sent ${earlier.length + 1} times`
    // Giving back what has failed is the decision of a person to send it once more.
    if (earlier.length <= events.reopened) continue
    if (!isLate && earlier.some((other) => actors[other.actor]?.isInDoubt !== true))
      return `${effect} is sent again by ${actors[actor]?.kind.name ?? ''}, and nobody is in doubt`
  }
  return undefined
}

const rounds = 12
const nothing = { crashes: 0, losses: 0, refusals: 0, finals: 0, misses: 0, moves: 0 }
const sweeps = new Map<string, ActorKind>()

function sweepAfterwards(round: number, names: readonly EffectName[]): ActorKind {
  const key = `${round} ${names.join()}`
  const kind = sweeps.get(key) ?? worker(`sweep ${round} afterwards`, 'sweep', names)
  sweeps.set(key, kind)
  return kind
}

/** The sweep, without a fault, until nothing is due. */
async function runQuietly(scenario: Scenario, world: World, rules: TableRules): Promise<World> {
  let quiet: World = { ...world, underWay: [], left: nothing }
  for (let round = 1; round <= rounds; round += 1) {
    const atMs = dueAtMs(quiet)
    if (atMs === undefined) break
    quiet = await moveTime(quiet, Math.max(quiet.nowMs, atMs))
    const kind = sweepAfterwards(round, scenario.effects)
    const others = quiet.actors.map((actor) =>
      actor.status === 'waiting' ? { ...actor, status: 'crashed' as const } : actor,
    )
    quiet = { ...quiet, actors: [...others, { kind, status: 'waiting', isInDoubt: false }] }
    for (let choice: Choice | undefined; ([choice] = choicesOf(quiet, rules)), choice !== undefined;)
      quiet = await choice.take()
  }
  return quiet
}

function judgeEnd(scenario: Scenario, world: World): string | undefined {
  const { actors, sent, events } = world
  if (dueAtMs(world) !== undefined) return 'the record never leaves the index'
  const item = world.table.get(`${recordKey.pk} ${recordKey.sk}`)
  if (item?.['erasedAtMs'] !== undefined) return undefined
  const isClear = !actors.some(({ isInDoubt }) => isInDoubt)
  const reported = actors.reduce((sum, { moment }) => sum + (moment?.reported ?? 0), 0)
  if (reported > events.failures) return 'a failure is reported twice'
  // The operator who gives a failed effect back has seen the failure.
  if (reported + events.reopened < events.failures && isClear) return 'a failure is never reported'
  const record = recordOf(world)
  const isGone = world.left.misses < scenario.budget.misses
  const openers = actors.filter(({ kind }) =>
    (isGone ? /^(attempt|reset)/ : /^(attempt|reset|token)/).test(kind.name),
  )
  const isOpened = openers.some(({ status, isInDoubt }) => status === 'over' && !isInDoubt)
  if (record === undefined) {
    if (sent.length > 0) return 'something was sent, and there is no record'
    return isOpened ? 'there is no record' : undefined
  }
  if (record.user.userName === '') return 'there is a record of nobody'
  if (record.unlisted !== undefined) return 'the effects that are due were never listed'
  for (const name of scenario.effects) {
    const entry = record.entries.get(name)
    const times = sent.filter(({ effect }) => effect === name)
    if (entry?.state === 'done' && times.length === 0)
      return `${name} is done in the record, and was never sent`
    if (entry?.state === 'done' || (entry === undefined && (isGone || !isOpened))) continue
    if (entry?.state !== 'failed') return `${name} is lost: ${entry?.state ?? 'not in the record'}`
    if (entry.cause === outcomeUnknown && effects[name].delivery !== 'at-least-once' && !isClear) continue
    if (entry.cause !== 'refused_for_good') return `${name} has failed: ${entry.cause ?? ''}`
    if (times.some(({ actor }) => actors[actor]?.isInDoubt !== true))
      return `${name} has failed in the record, and was sent`
  }
  return undefined
}
