/** Facts of one name are one read: the members of a trigger share it. */
import { isSameRead } from './table-fact.ts'

interface Member {
  readonly name: string
  readonly fact?: { readonly name: string; readonly dependency: object }
}

/** `tell` begins the sentence, and ends before what to do.
 * @throws TypeError when two facts have one name and are not the same read */
export function checkSharedFacts(
  members: readonly Member[],
  tell: (fact: string, one: string, other: string) => string,
): void {
  const owners = new Map<string, Required<Member>>()
  for (const { name, fact } of members) {
    if (fact === undefined) continue
    const owner = owners.get(fact.name)
    if (owner !== undefined && !isSameRead(owner.fact, fact))
      throw new TypeError(`${tell(fact.name, owner.name, name)}, or give one of the facts another name`)
    if (owner === undefined) owners.set(fact.name, { name, fact })
  }
}

/** The same for rules. */
export function checkFactsOfRules(trigger: string, rules: readonly Member[]): void {
  checkSharedFacts(
    rules,
    (fact, one, other) =>
      `${trigger} step ${fact}: the name is used twice, by the rules ${one} and ${other}: read alike in both`,
  )
}
