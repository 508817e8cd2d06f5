/** Changes single values of an event: `path=text`, or `path:=json`. */
import { Option } from 'commander'
import { isObject, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { usageError } from './cli-error.ts'

export interface SetValue {
  readonly path: readonly string[]
  readonly value: unknown
}

/** Reads `request.userAttributes.email=jane@example.com` or `request.scopes:=["a"]`. A dot inside a name is `\.`.
 * @throws CliError */
function readSetValue(text: string): SetValue {
  const match = /^(.+?)(:?=)(.*)$/s.exec(text)
  if (match === null) throw usageError(`--set takes path=text or path:=json, not '${text}'.`)
  const [, name = '', operator, given = ''] = match
  const path = name.split(/(?<!\\)\./).map((part) => part.replaceAll(String.raw`\.`, '.'))
  if (path.some((part) => part === '' || part === '__proto__'))
    throw usageError(`--set cannot reach '${name}': give names with dots between them.`)
  return { path, value: operator === '=' ? given : readJson(name, given) }
}

/** The option `--set`; `what` names what it changes. */
export function setOption(what: string): Option {
  return new Option(
    '--set <path=text>',
    `changes a value of ${what}, path:=json for any other value; may be repeated`,
  )
    .argParser(readSetValues)
    .default([], 'none')
}

/** Adds one `--set` to the earlier ones. @throws CliError */
function readSetValues(text: string, values: readonly SetValue[]): readonly SetValue[] {
  return [...values, readSetValue(text)]
}

/** The event with the values set. A value on the path that is not an object or a list becomes an object. */
export function applySetValues(event: RawObject, values: readonly SetValue[]): RawObject {
  return values.reduce((changed, { path, value }) => setIn(changed, path, value), event)
}

function setIn(target: RawObject, [name, ...rest]: readonly string[], value: unknown): RawObject {
  if (name === undefined) return target
  const inner: unknown = Object.hasOwn(target, name) ? target[name] : undefined
  return { ...target, [name]: rest.length === 0 ? value : setInside(inner, rest, value) }
}

function setInside(inner: unknown, path: readonly string[], value: unknown): unknown {
  if (!Array.isArray(inner)) return setIn(isObject(inner) ? inner : {}, path, value)
  const [name = '', ...rest] = path
  if (!/^\d{1,4}$/.test(name)) throw usageError(`--set: '${name}' is not a place in a list: give a number.`)
  const index = Number(name)
  return inner.toSpliced(index, 1, rest.length === 0 ? value : setInside(inner[index], rest, value))
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw usageError(`--set ${name}:= needs JSON after it; for plain text write ${name}=.`, error)
  }
}
