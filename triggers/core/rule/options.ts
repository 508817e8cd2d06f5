/** What a rule of any trigger must be. */
import { optional, type RequiredCheck } from '../options/check.ts'
import { attributeName } from '../options/attribute-name.ts'
import { list } from '../options/collections.ts'
import { factStep } from '../options/step.ts'
import { callable, oneOf, text } from '../options/values.ts'

export const ruleName = text('a name in kebab-case', (name) => /^[a-z][a-z0-9-]*$/.test(name))

/** The checks of what every rule has. */
export function ruleChecks(sources: RequiredCheck) {
  return {
    name: ruleName,
    sources,
    mode: optional(oneOf(['enforced', 'observed'])),
    fact: optional(factStep),
    reads: optional(list(attributeName, 0)),
    refusesBy: optional(list(attributeName, 0)),
    decide: callable('a function that decides'),
  }
}

/** What helps with two members of one name. */
export const twiceAdvice = "merge the two, or give one a name of its own: { ...member, name: 'another' }"

/** @throws TypeError that names a rule which is listed twice */
export function checkDistinctRules(trigger: string, rules: readonly { readonly name: string }[]): void {
  const names = new Set<string>()
  for (const { name } of rules) {
    if (names.has(name)) throw new TypeError(`${trigger} rule ${name} is configured twice: ${twiceAdvice}`)
    names.add(name)
  }
}
