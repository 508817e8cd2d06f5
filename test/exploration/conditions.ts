/** Takes each condition out of the ledger and looks for the shortest order that breaks a promise. */
import { findShortest, type Found, type Walk } from './explore.ts'
import type { Scenario } from './scenarios.ts'
import type { Clause } from './table.ts'

export interface Finding extends Found {
  readonly clause: Clause
  readonly scenario: Scenario
}

export interface Walked extends Walk {
  readonly scenario: Scenario
}

/** Conditions without which no promise breaks, by design, and why. */
export const notObservable: readonly (Clause & { readonly why: string })[] = [
  {
    method: 'claim',
    text: '#effects.#effect.freeAtMs <= :now',
    why: 'A copy that claims has read that the effect was free, and `attempts` is unchanged, so that no other copy has claimed it since. If it was given back since, only its wait is cut short.',
  },
  {
    method: 'release',
    text: 'OR #effects.#effect.freeAtMs <= :now',
    why: 'An effect is free after its lease even if it is not given back: this adds its wait and the cause.',
  },
  {
    method: 'release',
    text: 'OR #effects.#effect.#owner = :owner',
    why: 'An effect that its owner does not give back is free after its lease, or fails with an unknown outcome: only the wait differs.',
  },
  {
    method: 'settle',
    text: 'attribute_not_exists(unlistedAtMs)',
    why: 'Only the put of a record sets the mark, and a record that was seen without it is not put again. It is the second lock beside the one of `putOffListing`.',
  },
  {
    method: 'markListed',
    text: 'attribute_exists(#effects)',
    why: 'A record with the mark has a map of effects: one put writes both.',
  },
  {
    method: 'markListed',
    text: 'attribute_exists(unlistedAtMs)',
    why: 'A copy that removes the mark after another copy did has enrolled the same effects, and both go on by claims.',
  },
  {
    method: 'putOffListing',
    text: 'attribute_exists(#effects)',
    why: 'A record with the mark has a map of effects: one put writes both.',
  },
  {
    method: 'withdraw',
    text: 'unlistedAtMs = :seen',
    why: 'A record without effects that is withdrawn once too often is handed over again by the next token.',
  },
]

export function isNotObservable(clause: Clause): boolean {
  return notObservable.some(({ method, text }) => method === clause.method && text === clause.text)
}

/** Every condition that was met. */
export function clausesOf(walked: readonly Walk[]): readonly Clause[] {
  const named = walked.flatMap(({ clauses }) => clauses).map((clause) => [nameOf(clause), clause] as const)
  return [...new Map(named).values()].toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
}

/** The shortest order of all scenarios in which the condition is met; undefined when none breaks a promise. */
export async function findWithout(clause: Clause, walked: readonly Walked[]): Promise<Finding | undefined> {
  let shortest: Finding | undefined
  for (const { scenario, clauses } of walked) {
    if (!clauses.some((met) => nameOf(met) === nameOf(clause))) continue
    const found = await findShortest(scenario, clause, shortest?.schedule.length)
    if (found !== undefined) shortest = { ...found, clause, scenario }
  }
  return shortest
}

export function nameOf({ method, text }: Clause): string {
  return `${method}: ${text}`
}
