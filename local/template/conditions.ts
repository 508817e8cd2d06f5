/** Decides the Conditions of a template, by literals, pseudo parameters and the defaults of parameters. */
import { isJsonObject, type JsonObject } from './fields.ts'
import { TemplateError } from './template-error.ts'

export type HoldsCondition = (name: string, where: string) => boolean

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 * @throws TemplateError of a condition that is not there, refers back to itself or uses another function */
export function readConditions(
  conditions: JsonObject,
  resolve: (value: unknown, where: string) => unknown,
): HoldsCondition {
  const known = new Map<string, boolean>()
  const underWay = new Set<string>()

  function holds(name: string, where: string): boolean {
    const before = known.get(name)
    if (before !== undefined) return before
    if (!Object.hasOwn(conditions, name))
      throw new TemplateError(`${where} names the condition ${name}, which the template does not hold.`)
    if (underWay.has(name)) throw new TemplateError(`Conditions.${name} refers back to itself.`)
    underWay.add(name)
    try {
      const value = decide(conditions[name], `Conditions.${name}`)
      known.set(name, value)
      return value
    } finally {
      underWay.delete(name)
    }
  }

  function decide(value: unknown, where: string): boolean {
    const [[name, argument] = ['', undefined], ...more] = isJsonObject(value) ? Object.entries(value) : []
    if (more.length === 0 && name === 'Condition' && typeof argument === 'string')
      return holds(argument, where)
    const list: readonly unknown[] = Array.isArray(argument) ? argument : []
    const all = (): readonly boolean[] => list.map((each) => decide(each, where))
    if (more.length === 0 && name === 'Fn::And' && list.length > 0) return all().every(Boolean)
    if (more.length === 0 && name === 'Fn::Or' && list.length > 0) return all().some(Boolean)
    if (more.length === 0 && name === 'Fn::Not' && list.length === 1) return !decide(list[0], where)
    if (more.length === 0 && name === 'Fn::Equals' && list.length === 2) {
      const [one, other] = list.map((each) => asText(resolve(each, where)))
      return one === other
    }
    throw new TemplateError(
      `${where} is no condition that the local stack can decide: use Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition.`,
    )
  }
  return holds
}

/** CloudFormation compares texts: 5 equals "5". */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
