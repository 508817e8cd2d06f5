/** Walks every order, and finds the shortest one that breaks a promise. */
import { judge } from './promises.ts'
import type { Scenario } from './scenarios.ts'
import { stateKey } from './state-key.ts'
import { type Clause, createRules } from './table.ts'
import { choicesOf } from './choices.ts'
import { createWorld, type World } from './world.ts'

export interface Walk {
  /** Orders in which everything can happen, to the end. */
  readonly orders: number
  readonly states: number
  /** The conditions that the ledger sent. */
  readonly clauses: readonly Clause[]
}

export interface Found {
  readonly promise: string
  readonly schedule: readonly string[]
}

/** Walks all orders depth-first, states merged. @throws BrokenPromiseError */
export async function walkAll(scenario: Scenario): Promise<Walk> {
  const clauses = new Map<string, Clause>()
  const rules = createRules(undefined, (clause) => clauses.set(`${clause.method} ${clause.text}`, clause))
  const ordersFrom = new Map<string, number>()
  const walk = async (world: World): Promise<number> => {
    const key = stateKey(world)
    const known = ordersFrom.get(key)
    if (known !== undefined) return known
    const broken = await judge(scenario, world, rules)
    if (broken !== undefined) throw new BrokenPromiseError(broken)
    const choices = choicesOf(world, rules)
    let orders = choices.length === 0 ? 1 : 0
    for (const choice of choices) orders += await walk(await choice.take())
    ordersFrom.set(key, orders)
    return orders
  }
  const orders = await walk(createWorld(scenario.actors, scenario.budget))
  return { orders, states: ordersFrom.size, clauses: [...clauses.values()] }
}

export class BrokenPromiseError extends Error {
  override readonly name = 'BrokenPromiseError'
}

interface Visited {
  readonly world: World
  readonly label: string
  readonly from: Visited | undefined
}

/** The shortest order that breaks a promise, breadth-first; undefined when no order of at most this many steps does. */
export async function findShortest(
  scenario: Scenario,
  leftOut?: Clause,
  underSteps = Number.POSITIVE_INFINITY,
): Promise<Found | undefined> {
  const rules = createRules(leftOut)
  const seen = new Set<string>()
  let level: readonly Visited[] = [
    { world: createWorld(scenario.actors, scenario.budget), label: '', from: undefined },
  ]
  for (let steps = 0; level.length > 0 && steps < underSteps; steps += 1) {
    const next: Visited[] = []
    for (const visited of level) {
      const promise = await judge(scenario, visited.world, rules)
      if (promise !== undefined) return { promise, schedule: scheduleOf(visited) }
      for (const choice of choicesOf(visited.world, rules)) {
        const world = await choice.take()
        const key = stateKey(world)
        if (seen.has(key)) continue
        seen.add(key)
        next.push({ world, label: choice.label, from: visited })
      }
    }
    level = next
  }
  return undefined
}

/** The promise that is broken at the end of an order; undefined when none is, or when the order is not possible. */
export async function play(
  scenario: Scenario | undefined,
  schedule: readonly string[],
  leftOut?: Clause,
): Promise<string | undefined> {
  if (scenario === undefined) throw new Error('there is no such scenario')
  const rules = createRules(leftOut)
  let world = createWorld(scenario.actors, scenario.budget)
  for (const label of schedule) {
    const choice = choicesOf(world, rules).find((other) => other.label === label)
    if (choice === undefined) return undefined
    world = await choice.take()
  }
  return judge(scenario, world, rules)
}

function scheduleOf(visited: Visited): readonly string[] {
  return visited.from === undefined ? [] : [...scheduleOf(visited.from), visited.label]
}
