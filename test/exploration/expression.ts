/** Evaluates DynamoDB's condition and update expressions on one item, as far as the suite writes them.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'

export type Item = Readonly<Record<string, AttributeValue>>

/** The names and values that an expression mentions. */
export interface Placeholders {
  readonly names?: Readonly<Record<string, string>> | undefined
  readonly values?: Readonly<Record<string, AttributeValue>> | undefined
}

type Operand =
  | { readonly kind: 'path'; readonly path: readonly string[] }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Operand[] }

/** A condition with the text that it was read from. */
export type Condition = { readonly text: string } & (
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Condition[] }
  | { readonly kind: 'not'; readonly operand: Condition }
  | { readonly kind: 'test'; readonly test: string; readonly operands: readonly Operand[] }
)

/** An action of an update expression; without a value it removes. */
interface Action {
  readonly path: readonly string[]
  readonly value?: { readonly sign: 1 | -1; readonly operand: Operand }[]
}

const conditions = new Map<string, Condition>()
const updates = new Map<string, readonly Action[]>()

export function parseCondition(text: string): Condition {
  const known = conditions.get(text) ?? readAll(text, (tokens) => tokens.condition())
  conditions.set(text, known)
  return known
}

/** The paths that an update changes, by what. */
export function parseUpdate(text: string): readonly Action[] {
  const known = updates.get(text) ?? readAll(text, (tokens) => tokens.actions())
  updates.set(text, known)
  return known
}

function readAll<T>(text: string, read: (tokens: ReturnType<typeof createReader>) => T): T {
  const reader = createReader(text)
  const result = read(reader)
  if (!reader.isAtEnd()) throw new SyntaxError(`this expression is not understood to its end: ${text}`)
  return result
}

function createReader(text: string) {
  const tokens = [...text.matchAll(/[:#]?[A-Za-z_]\w*|<>|<=|>=|[=<>(),.+-]/g)]
  let at = 0
  const peek = (): string => tokens[at]?.[0] ?? ''
  const take = (expected?: string): string => {
    const token = peek()
    if (token === '' || (expected !== undefined && token !== expected))
      throw new SyntaxError(`'${expected ?? 'more'}' is missing in the expression: ${text}`)
    at += 1
    return token
  }
  const takes = (token: string): boolean => {
    if (peek() !== token) return false
    at += 1
    return true
  }
  const list = <T>(read: () => T, separator = ','): readonly T[] => {
    const found = [read()]
    while (takes(separator)) found.push(read())
    return found
  }
  const path = (): readonly string[] => list(() => take(), '.')
  const operands = (): readonly Operand[] => {
    take('(')
    const found = list(operand)
    take(')')
    return found
  }
  const operand = (): Operand => {
    if (peek().startsWith(':')) return { kind: 'value', name: take() }
    const first = path()
    return peek() === '('
      ? { kind: 'call', name: first.join(), operands: operands() }
      : { kind: 'path', path: first }
  }
  const withText = <T extends object>(read: () => T): T & { readonly text: string } => {
    const from = tokens[at]?.index ?? 0
    const found = read()
    const last = tokens[at - 1]
    return { text: text.slice(from, last === undefined ? 0 : last.index + last[0].length), ...found }
  }
  const joined = (kind: 'and' | 'or', word: string, read: () => Condition): Condition =>
    withText(() => {
      const parts = list(read, word)
      const [only] = parts
      if (parts.length === 1 && only !== undefined) return only
      return { kind, operands: parts.flatMap((part) => (part.kind === kind ? part.operands : [part])) }
    })
  const condition = (): Condition => joined('or', 'OR', () => joined('and', 'AND', primary))
  const primary = (): Condition => {
    if (takes('(')) {
      const inner = condition()
      take(')')
      return inner
    }
    return withText(() => {
      if (takes('NOT')) return { kind: 'not' as const, operand: primary() }
      const left = operand()
      if (left.kind === 'call' && left.name !== 'size')
        return { kind: 'test' as const, test: left.name, operands: left.operands }
      const test = take()
      if (test === 'IN') return { kind: 'test' as const, test, operands: [left, ...operands()] }
      const right = [operand(), ...(test === 'BETWEEN' && takes('AND') ? [operand()] : [])]
      return { kind: 'test' as const, test, operands: [left, ...right] }
    })
  }
  const action = (isSet: boolean): Action => {
    const target = path()
    if (!isSet) return { path: target }
    take('=')
    const value: { sign: 1 | -1; operand: Operand }[] = [{ sign: 1, operand: operand() }]
    while (peek() === '+' || peek() === '-') value.push({ sign: take() === '+' ? 1 : -1, operand: operand() })
    return { path: target, value }
  }
  const actions = (): readonly Action[] => {
    const found: Action[] = []
    while (at < tokens.length) {
      const word = take()
      if (word !== 'SET' && word !== 'REMOVE') throw new SyntaxError(`${word} is not known here: ${text}`)
      found.push(...list(() => action(word === 'SET')))
    }
    return found
  }
  return { condition, actions, isAtEnd: () => at === tokens.length }
}
