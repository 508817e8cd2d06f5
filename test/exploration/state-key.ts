/** Tells states apart: two with the same key have the same future. */
import { requests } from './run.ts'
import { tables } from './table.ts'
import type { World } from './world.ts'

export function stateKey({ nowMs, table, actors, underWay, left, sent, events }: World): string {
  let key = `${nowMs} ${tables.numberOf(table)}`
  for (const { status, isInDoubt, moment } of actors)
    key += ` ${status[0] ?? ''}${isInDoubt ? '?' : ''}${status === 'running' ? (moment?.id ?? '') : (moment?.reported ?? '')}`
  key += ` ${left.crashes},${left.losses},${left.refusals},${left.finals},${left.misses},${left.moves}`
  key += ` ${events.failures},${events.reopened},${events.wrong ?? ''}`
  for (const { effect, actor, isLate } of sent) key += ` ${effect}${actor}${isLate ? '!' : ''}`
  const late = underWay.map(({ request, actor }) => `${actor}:${requests.numberOf(request)}`)
  return `${key} ${late.sort().join()}`
}
