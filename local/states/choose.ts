/** Decides which state follows a choice.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
import type { Choice, Rule } from './definition.ts'
import { type Data, findPath, readPath } from './paths.ts'
import { StateError } from './state-error.ts'

/** @throws StateError `States.NoChoiceMatched` when no rule holds and there is no default; `States.Runtime` when a variable
 * is not there
 * @see https://states-language.net/spec.html#choice-state */
export function choose({ Choices, Default }: Pick<Choice, 'Choices' | 'Default'>, data: Data): string {
  const next = Choices.find((rule) => holds(rule, data))?.Next ?? Default
  if (next === undefined)
    throw new StateError('States.NoChoiceMatched', 'No rule of the choice holds, and it has no Default.')
  return next
}

type Comparison = Exclude<keyof Rule, 'Comment' | 'Variable' | 'And' | 'Or' | 'Not' | 'IsPresent'>

/** A value of another type than the operand's makes a comparison false. */
const comparisons: Readonly<Record<Comparison, (value: unknown, operand: unknown) => boolean>> = {
  StringEquals: (value, operand) => value === operand,
  NumericEquals: (value, operand) => value === operand,
  NumericLessThan: numbers((value, operand) => value < operand),
  NumericLessThanEquals: numbers((value, operand) => value <= operand),
  NumericGreaterThan: numbers((value, operand) => value > operand),
  NumericGreaterThanEquals: numbers((value, operand) => value >= operand),
  BooleanEquals: (value, operand) => value === operand,
  IsNull: (value, operand) => (value === null) === operand,
}

function numbers(compare: (value: number, operand: number) => boolean) {
  return (value: unknown, operand: unknown): boolean =>
    typeof value === 'number' && typeof operand === 'number' && compare(value, operand)
}

function holds(rule: Rule, data: Data): boolean {
  if (rule.And !== undefined) return rule.And.every((each) => holds(each, data))
  if (rule.Or !== undefined) return rule.Or.some((each) => holds(each, data))
  if (rule.Not !== undefined) return !holds(rule.Not, data)
  const { Variable = '$' } = rule
  if (rule.IsPresent !== undefined) return (findPath(Variable, data) !== undefined) === rule.IsPresent
  const value = readPath(Variable, data)
  return Object.entries(comparisons).some(
    ([name, compare]) => Object.hasOwn(rule, name) && compare(value, Reflect.get(rule, name)),
  )
}
