/** The event fixtures: one for each trigger source and version, with the page that shows its shape. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isObject, type RawObject } from '../core/json.ts'
import { type TriggerName, triggerNames } from '../registry.ts'

export interface EventFixture {
  readonly trigger: TriggerName
  /** The file's name without its ending: `PreSignUp_SignUp`, `TokenGeneration_Authentication.v2`. */
  readonly name: string
  /** The AWS page that shows the shape. */
  readonly source: string
  readonly note: string
  readonly event: RawObject
}

const directory = join(import.meta.dirname, '../events/golden')

/** A trigger without a folder there has none. */
export function readEventFixtures(trigger?: TriggerName): readonly EventFixture[] {
  return triggerNames
    .filter((name) => trigger === undefined || name === trigger)
    .flatMap((name) =>
      globSync('*.json', { cwd: join(directory, name) })
        .sort()
        .map((file) => readFixture(name, join(directory, name, file))),
    )
}

export function eventFixture(name: string): RawObject {
  const fixture = readEventFixtures().find((candidate) => candidate.name === name)
  if (fixture === undefined) throw new Error(`there is no event fixture ${name}`)
  return structuredClone(fixture.event)
}

/** The fixture with fields of its request replaced. */
export function eventWith(name: string, request: RawObject): RawObject {
  const event = eventFixture(name)
  return { ...event, request: { ...(isObject(event['request']) ? event['request'] : {}), ...request } }
}

function readFixture(trigger: TriggerName, file: string): EventFixture {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isObject(content)) throw new Error(`event fixture ${file} is not an object`)
  const { source, note, event } = content
  if (typeof source !== 'string' || typeof note !== 'string' || !isObject(event))
    throw new Error(`event fixture ${file} needs source, note and event`)
  return { trigger, name: basename(file, '.json'), source, note, event }
}
