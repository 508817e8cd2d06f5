/** Changes single values of an event: `path=text`, or `path:=json`. */
import { Option } from 'commander'
import { nearestName } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { isObject, own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { readEventFixtures } from '@cognito-trigger-suite/triggers/testing/golden-events'
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
  const dotted = name.replaceAll(/\[['"]?(.*?)['"]?\]/g, '.$1')
  if (dotted !== name) throw usageError(`--set takes no brackets in '${name}': write ${dotted}.`)
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
  for (const { path } of values) refuseMisspelt(event, path)
  return values.reduce((changed, { path, value }) => setIn(changed, path, value), event)
}

/** What stands in an event and in its request is AWS's to name. What is in those, such as attributes, may be any name.
 * @throws CliError for a name that no event has, and that is nearly one which this event has */
function refuseMisspelt(event: RawObject, path: readonly string[]): void {
  const wrong = [0, 1].find((depth) => {
    const parent = path.slice(0, depth).reduce<unknown>(own, event)
    const name = path[depth]
    return name !== undefined && isObject(parent) && !Object.hasOwn(parent, name)
  })
  if (wrong === undefined) return
  const [name = '', before] = [path[wrong], path.slice(0, wrong)]
  const siblings = [event, ...readEventFixtures().map((fixture) => fixture.event)].flatMap((each) => {
    const parent = before.reduce<unknown>(own, each)
    return isObject(parent) ? Object.keys(parent) : []
  })
  const nearest = siblings.includes(name) ? undefined : nearestName(name, [...new Set(siblings)])
  if (nearest !== undefined)
    throw usageError(`--set ${path.join('.')}: no event has '${name}' there: did you mean '${nearest}'?`)
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
