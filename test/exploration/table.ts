/** The suite's table as a value: a request makes a new one, and an answer. */
import type { TableInput, TableOperation } from '../../triggers/adapters/dynamodb-client.ts'
import { applyUpdate, holds, InvalidWriteError } from './evaluate.ts'
import { type Condition, type Item, parseCondition } from './expression.ts'
import { createInterner } from './intern.ts'

/** Items by their keys. */
export type Table = ReadonlyMap<string, Item>

/** A request with the method of the ledger that sends it. */
export interface TableRequest {
  readonly method: string
  readonly operation: TableOperation
  readonly input: TableInput
}

export type TableAnswer =
  | { readonly kind: 'output'; readonly output: object }
  | { readonly kind: 'condition-failed' }
  | { readonly kind: 'invalid' }

/** One operand of AND or OR in the condition of a method. */
export interface Clause {
  readonly method: string
  readonly text: string
}

interface Conditional {
  readonly ConditionExpression?: string | undefined
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: Item | undefined
}

export interface Answered {
  readonly table: Table
  readonly answer: TableAnswer
}

export type TableRules = (table: Table, request: TableRequest) => Answered

export const tables = createInterner<Table>()
const answers = createInterner<TableAnswer>()

/** How the table answers. A clause that is left out of the ledger's conditions is not there; `met` is told of all of
 * them. */
export function createRules(leftOut?: Clause, met: (clause: Clause) => void = () => {}): TableRules {
  const known = new WeakMap<Table, Map<TableRequest, Answered>>()
  return (table, request) => {
    const ofTable = known.get(table) ?? new Map<TableRequest, Answered>()
    known.set(table, ofTable)
    const found = ofTable.get(request)
    if (found !== undefined) return found
    for (const text of clausesOf(request.input)) met({ method: request.method, text })
    const result = answerRequest(table, request, leftOut)
    const answered = { table: tables.one(result.table), answer: answers.one(result.answer) }
    ofTable.set(request, answered)
    return answered
  }
}

/** What a request does. */
export function answerRequest(
  table: Table,
  { method, operation, input }: TableRequest,
  leftOut?: Clause,
): Answered {
  const unchanged = (answer: TableAnswer) => ({ table, answer })
  const output = (found: object, changed: Table = table) => {
    return { table: changed, answer: { kind: 'output', output: found } as const }
  }
  const isAllowed = (item: Item | undefined, { ConditionExpression, ...rest }: Conditional): boolean =>
    ConditionExpression === undefined ||
    holds(
      parseCondition(ConditionExpression),
      item ?? {},
      { names: rest.ExpressionAttributeNames, values: rest.ExpressionAttributeValues },
      leftOut?.method === method ? (text) => normalize(text) === leftOut.text : undefined,
    )

  if (operation === 'GetItem') {
    const item = table.get(keyOf(input.Key))
    return output(item === undefined ? {} : { Item: item })
  }
  if (operation === 'Query') {
    const { KeyConditionExpression = '', ExpressionAttributeValues: values, IndexName, Limit } = input
    const sort = IndexName === undefined ? 'sk' : 'dueAtMs'
    const items = [...table.values()]
      .filter((item) => holds(parseCondition(KeyConditionExpression), item, { values }))
      .sort((one, other) => compare(one[sort], other[sort]))
    return output({ Items: items.slice(0, Limit) })
  }
  if (operation === 'PutItem') {
    const { Item: item = {} } = input
    if (!isAllowed(table.get(keyOf(item)), input)) return unchanged({ kind: 'condition-failed' })
    return output({}, withItem(table, keyOf(item), item))
  }
  if (operation === 'DeleteItem') {
    const key = keyOf(input.Key)
    if (!isAllowed(table.get(key), input)) return unchanged({ kind: 'condition-failed' })
    return output({}, withItem(table, key, undefined))
  }
  if (operation === 'UpdateItem') {
    const { Key = {}, UpdateExpression = '', ExpressionAttributeNames: names } = input
    const item = table.get(keyOf(Key))
    if (!isAllowed(item, input)) return unchanged({ kind: 'condition-failed' })
    try {
      const values = input.ExpressionAttributeValues
      const updated = applyUpdate(UpdateExpression, item ?? Key, { names, values })
      return output({ Attributes: updated }, withItem(table, keyOf(Key), updated))
    } catch (error) {
      if (error instanceof InvalidWriteError) return unchanged({ kind: 'invalid' })
      throw error
    }
  }
  // It looks for items that name the user outside their record, and the table holds only the record here.
  if (operation === 'Scan') return output({ Items: [] })
  throw new TypeError(`${operation} is not answered here`)
}

/** The clauses of a request's condition, those inside of a clause among them; places of a list are one. */
function clausesOf({ ConditionExpression: text }: TableInput): readonly string[] {
  if (text === undefined) return []
  const walk = (condition: Condition): readonly string[] => {
    if (condition.kind !== 'and' && condition.kind !== 'or') return []
    const word = condition.kind === 'or' ? 'OR ' : ''
    return condition.operands.flatMap((operand) => [word + normalize(operand.text), ...walk(operand)])
  }
  const condition = parseCondition(text)
  const found = walk(condition)
  return found.length === 0 ? [normalize(condition.text)] : found
}

function normalize(text: string): string {
  return text.replaceAll(/#e\d+/g, '#e')
}

export function keyOf(item: Item | undefined): string {
  return `${item?.['pk']?.S ?? ''} ${item?.['sk']?.S ?? ''}`
}

function withItem(table: Table, key: string, item: Item | undefined): Table {
  const others = [...table].filter(([other]) => other !== key)
  return new Map(item === undefined ? others : [...others, [key, item] as const])
}

function compare(one: Item[string] | undefined, other: Item[string] | undefined): number {
  return Number(one?.N ?? 0) - Number(other?.N ?? 0) || ((one?.S ?? '') < (other?.S ?? '') ? -1 : 1)
}
