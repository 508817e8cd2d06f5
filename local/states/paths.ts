/** Paths of Amazon States Language that name one place: `$.a.b`, `$['a b']`, `$.list[0]`, and `$$.…` in the context object.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html */
import { isObject, own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { StateError } from './state-error.ts'

/** What a path may look into. */
export interface Data {
  readonly input: unknown
  readonly context: unknown
}

const step = String.raw`\.[A-Za-z_][\w-]*|\[\d+\]|\['[^'\\]*'\]`
const pattern = new RegExp(String.raw`^\$\$?(?:${step})*$`)

/** What of the context object is here. */
const inContext = {
  Execution: { Id: true, Name: true, Input: true, StartTime: true },
  StateMachine: { Id: true, Name: true },
  State: { Name: true, EnteredTime: true },
  Map: { Item: { Index: true, Value: true } },
}

/** For the sentence of a refusal. */
export const contextPaths =
  'of the context object only Id, Name, Input and StartTime of $$.Execution, Id and Name of $$.StateMachine, Name and EnteredTime of $$.State, and $$.Map.Item'

/** Whether the text is such a path. Wildcards, filters and intrinsic functions are none. */
export function isPath(text: string): boolean {
  if (!pattern.test(text)) return false
  let at: unknown = inContext
  for (const key of text.startsWith('$$') ? stepsOf(text) : []) at = at === true || own(at, String(key))
  return at !== undefined
}

/** Whether the path leads into a state's input or result, where something can be put. */
export function isPlace(text: string): boolean {
  return isPath(text) && !text.startsWith('$$') && !/\[\d+\]/.test(text)
}

/** @throws StateError `States.Runtime` when there is nothing at the path */
export function readPath(path: string, data: Data): unknown {
  const found = findPath(path, data)
  if (found === undefined) {
    // As Step Functions says it; it names the path and not the data.
    throw new StateError('States.Runtime', `Invalid path '${path}': there is nothing at it.`)
  }
  return found.value
}

/** Undefined when there is nothing at the path. */
export function findPath(path: string, { input, context }: Data): { readonly value: unknown } | undefined {
  let value = path.startsWith('$$') ? context : input
  for (const key of stepsOf(path)) {
    const isThere =
      typeof key === 'number'
        ? Array.isArray(value) && key < value.length
        : isObject(value) && Object.hasOwn(value, key)
    if (!isThere) return undefined
    value = typeof key === 'number' ? Array.isArray(value) && value[key] : own(value, key)
  }
  return { value }
}

/** A copy of the input with the value at the path.
 * @throws StateError `States.ResultPathMatchFailure` when something else than an object is on the way */
export function putAt(path: string, input: unknown, value: unknown): unknown {
  return putIn(stepsOf(path).map(String), input, value, path)
}

function putIn(keys: readonly string[], input: unknown, value: unknown, path: string): unknown {
  const [key, ...rest] = keys
  if (key === undefined) return value
  if (!isObject(input)) {
    throw new StateError(
      'States.ResultPathMatchFailure',
      `The result cannot be put at '${path}': something else is on the way.`,
    )
  }
  const inside = rest.length > 0 && !Object.hasOwn(input, key) ? {} : own(input, key)
  return Object.fromEntries([...Object.entries(input), [key, putIn(rest, inside, value, path)]])
}

function stepsOf(path: string): readonly (string | number)[] {
  return (path.match(new RegExp(step, 'g')) ?? []).map((text) => {
    if (text.startsWith('.')) return text.slice(1)
    return text.startsWith("['") ? text.slice(2, -2) : Number(text.slice(1, -1))
  })
}
