/** Reads what the command line names: a fixture, a file of JSON or of JSON lines, or standard input. */
import { resolve } from 'node:path'
import {
  decodeText,
  describeFault,
  readTextFile,
} from '@cognito-trigger-suite/triggers/internal/build/text-file'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { isObject, own, type RawObject, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { usageError } from './cli-error.ts'
import type { CliProcess } from './context.ts'
import { findCallerEvent, findFixture, fixtureNames } from './fixtures.ts'
import { callName } from './help.ts'

type InputProcess = Pick<CliProcess, 'directory' | 'stdin'>

export interface InputEvent {
  /** Its origin: a fixture's name, or file and line. */
  readonly label: string
  readonly event: RawObject
  readonly facts: RawObject | undefined
}

/** Reads exactly one event. @throws CliError */
export async function readEvent(cli: InputProcess, name: string): Promise<InputEvent> {
  const [event, ...more] = await readEvents(cli, name)
  if (event === undefined || more.length > 0)
    throw usageError(`${describeName(name)} holds ${more.length + 1} events: give it one.`)
  return event
}

/** Reads an event, a fixture file, a list of events or JSON lines of them.
 * @throws CliError, also when it holds no event: what is compared would be nothing */
export async function readEvents(cli: InputProcess, name: string): Promise<readonly InputEvent[]> {
  const events = await readAll(cli, name)
  if (events.length === 0) throw usageError(`${describeName(name)} holds no event.`)
  return events
}

async function readAll(cli: InputProcess, name: string): Promise<readonly InputEvent[]> {
  const ofOther = findCallerEvent(name)
  if (ofOther !== undefined) {
    const { caller } = ofOther
    throw usageError(`${name} is an event of ${caller}, which calls no trigger: give one of Cognito's.`)
  }
  const fixture = name === '-' ? undefined : findFixture(name)
  if (fixture !== undefined) return [{ label: fixture.name, event: fixture.event, facts: undefined }]

  const text = await readText(
    cli,
    name,
    `a fixture (\`${callName} events list\` shows them) or a file`,
    fixtureNames(),
  )
  const whole = readJson(text)
  if (Array.isArray(whole)) return whole.map((value, index) => readRecord(value, `${name}#${index + 1}`))
  if (whole !== undefined) return [readRecord(whole, name)]
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const value = readJson(line)
    if (value === undefined)
      throw usageError(`${describeName(name)} is not JSON: line ${index + 1} cannot be read.`)
    return [readRecord(value, `${name}:${index + 1}`)]
  })
}

export async function readJsonObject(cli: InputProcess, name: string, what: string): Promise<RawObject> {
  const value = readJson(await readText(cli, name, what))
  if (!isObject(value)) throw usageError(`${describeName(name)} is not a JSON object, which ${what} must be.`)
  return value
}

/** `names` are those that it may be instead of a file. */
async function readText(
  { directory, stdin }: InputProcess,
  name: string,
  what: string,
  names: readonly string[] = [],
): Promise<string> {
  if (name === '-') {
    if (stdin.isTTY === true)
      throw usageError(`- reads standard input, which is this terminal: pipe the JSON in, or name a file.`)
    const chunks: Buffer[] = []
    for await (const chunk of stdin)
      chunks.push(Buffer.from(chunk instanceof Uint8Array ? chunk : String(chunk)))
    return decode(name, Buffer.concat(chunks))
  }
  return readNamed(resolve(directory, name), name, what, names)
}

/** A mark of UTF-8 is left out, since PowerShell writes it. */
function decode(name: string, bytes: Uint8Array): string {
  try {
    return decodeText(bytes)
  } catch (error) {
    throw usageError(`${describeName(name)} ${describeFault(error)}.`, error)
  }
}

function readNamed(path: string, name: string, what: string, names: readonly string[]): string {
  try {
    return readTextFile(path)
  } catch (error) {
    if (error instanceof TypeError) throw usageError(`${describeName(name)} ${describeFault(error)}.`, error)
    const advice = suggest(name, names, "'") || `: give ${what}.`
    throw usageError(`'${name}' cannot be read${advice}`, error)
  }
}

/** A plain event, a fixture file, or a record of event and facts. */
function readRecord(value: unknown, label: string): InputEvent {
  if (!isObject(value))
    throw usageError(`${describeName(label)} is not a JSON object, which an event must be.`)
  const event = own(value, 'event')
  const facts = own(value, 'facts')
  if (!isObject(event)) return { label, event: value, facts: undefined }
  return { label, event, facts: isObject(facts) ? facts : undefined }
}

function describeName(name: string): string {
  return name.startsWith('-') ? `Standard input${name.slice(1)}` : name
}
