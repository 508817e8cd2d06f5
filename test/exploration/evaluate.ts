/** What a condition says of an item, and what an update makes of it. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type Condition, type Item, parseUpdate, type Placeholders } from './expression.ts'

/** DynamoDB refuses the write, whatever the condition says. */
export class InvalidWriteError extends Error {
  override readonly name = 'ValidationException'
}

/** Whether the condition holds. An operand of AND, or of OR with that word before
 * it, for which `isLeftOut` says so is not there. */
export function holds(
  condition: Condition,
  item: Item,
  placeholders: Placeholders,
  isLeftOut: (clause: string) => boolean = () => false,
): boolean {
  const judge = (part: Condition): boolean => {
    switch (part.kind) {
      case 'and':
        return part.operands.every((operand) => isLeftOut(operand.text) || judge(operand))
      case 'or':
        return part.operands.some((operand) => !isLeftOut(`OR ${operand.text}`) && judge(operand))
      case 'not':
        return !judge(part.operand)
      case 'test':
        return passes(part.test, part.operands, item, placeholders)
    }
  }
  return isLeftOut(condition.text) || judge(condition)
}

type Operands = Extract<Condition, { kind: 'test' }>['operands']

function passes(test: string, operands: Operands, item: Item, placeholders: Placeholders): boolean {
  const [left, ...rest] = operands.map((operand) => valueOf(operand, item, placeholders))
  switch (test) {
    case 'attribute_exists':
      return left !== undefined
    case 'attribute_not_exists':
      return left === undefined
    case '=':
    case 'IN':
      return rest.some((value) => order(left, value) === 0)
    case '<>':
      return order(left, rest[0]) !== 0
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const found = order(left, rest[0])
      if (found === undefined) return false
      return found === 0 ? test.endsWith('=') : found < 0 === test.startsWith('<')
    }
    case 'BETWEEN': {
      const [from, to] = [order(left, rest[0]), order(left, rest[1])]
      return from !== undefined && to !== undefined && from >= 0 && to <= 0
    }
    default:
      throw new SyntaxError(`'${test}' is a test that is not evaluated here`)
  }
}

/** Below 0, 0 or above it; undefined when the two cannot be compared. */
function order(left: AttributeValue | undefined, right: AttributeValue | undefined): number | undefined {
  if (left?.N !== undefined && right?.N !== undefined) return Number(left.N) - Number(right.N)
  if (left?.S !== undefined && right?.S !== undefined) return left.S < right.S ? -1 : Number(left.S > right.S)
  if (left?.BOOL !== undefined && right?.BOOL !== undefined) return Number(left.BOOL) - Number(right.BOOL)
  return undefined
}

function valueOf(
  operand: Operands[number],
  item: Item,
  placeholders: Placeholders,
): AttributeValue | undefined {
  switch (operand.kind) {
    case 'value':
      return placeholders.values?.[operand.name]
    case 'path':
      return readPath(operand.path, item, placeholders)
    case 'call': {
      const [first, second] = operand.operands.map((inner) => valueOf(inner, item, placeholders))
      if (operand.name === 'if_not_exists') return first ?? second
      if (operand.name !== 'size') throw new SyntaxError(`'${operand.name}' is not evaluated here`)
      const size = first?.M === undefined ? first?.S?.length : Object.keys(first.M).length
      return size === undefined ? undefined : { N: String(size) }
    }
  }
}

function readPath(
  path: readonly string[],
  item: Item,
  placeholders: Placeholders,
): AttributeValue | undefined {
  let found: AttributeValue | undefined = { M: item }
  for (const segment of path) found = found?.M?.[nameOf(segment, placeholders)]
  return found
}

function nameOf(segment: string, { names }: Placeholders): string {
  return segment.startsWith('#') ? (names?.[segment] ?? segment) : segment
}

/** The item after the update; every value is read from the item as it was. @throws InvalidWriteError */
export function applyUpdate(text: string, item: Item, placeholders: Placeholders): Item {
  let updated = item
  for (const { path, value } of parseUpdate(text)) {
    const names = path.map((segment) => nameOf(segment, placeholders))
    if (value === undefined) updated = change(updated, names, undefined)
    else {
      const terms = value.map(({ sign, operand }) => ({ sign, term: valueOf(operand, item, placeholders) }))
      updated = change(updated, names, sum(terms))
    }
  }
  return updated
}

function sum(
  terms: readonly { readonly sign: 1 | -1; readonly term: AttributeValue | undefined }[],
): AttributeValue {
  const [first] = terms
  if (first?.term !== undefined && terms.length === 1) return first.term
  const total = terms.reduce((sofar, { sign, term }) => sofar + sign * Number(term?.N), 0)
  if (Number.isNaN(total))
    throw new InvalidWriteError('an operand of the update is no number, or is not there')
  return { N: String(total) }
}

function change(
  item: Item,
  [name = '', ...deeper]: readonly string[],
  value: AttributeValue | undefined,
): Item {
  const { [name]: old, ...others } = item
  if (deeper.length > 0) {
    if (old?.M === undefined) throw new InvalidWriteError('a path of the update leads nowhere')
    return { ...item, [name]: { M: change(old.M, deeper, value) } }
  }
  return value === undefined ? others : { ...item, [name]: value }
}
