/** The golden events of every caller: one for each source and version, with the document that shows its shape. They are
 * built from the tables of those documents, and no service has sent them. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, own, ownText, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type CallerName, callerNames } from './callers.ts'

export interface CallerEventFixture {
  /** The caller and the file's name without its ending, such as `http-api/2.0`. */
  readonly name: string
  readonly caller: CallerName
  /** Which of the caller's events it is, such as `request`. */
  readonly source: string
  /** As the caller numbers it, or a word for its shape. */
  readonly version: string
  /** The address of the document. */
  readonly document: string
  readonly event: RawObject
}

const directory = join(import.meta.dirname, 'golden')

/** Of one caller, or of all; of each caller the usual one first, and the others by name.
 * @throws Error for a file that is no such event */
export function readCallerEvents(wanted?: CallerName): readonly CallerEventFixture[] {
  return (wanted === undefined ? callerNames : [wanted]).flatMap((caller) =>
    globSync('*.json', { cwd: join(directory, caller) })
      .sort()
      .map((file) => readFixture(caller, file))
      .sort((one, other) => Number(other.name === usual[caller]) - Number(one.name === usual[caller])),
  )
}

/** Of the callers that have more than one: what a caller sends as its documents or this suite's construct set it up. */
const usual: Partial<Record<CallerName, string>> = {
  'http-api': 'http-api/2.0',
  'api-authorizer': 'api-authorizer/http-api.2.0',
  alb: 'alb/single',
  's3-batch': 's3-batch/2.0',
  firehose: 'firehose/reports',
}

function readFixture(caller: CallerName, file: string): CallerEventFixture {
  const content: unknown = JSON.parse(readFileSync(join(directory, caller, file), 'utf8'))
  const event = own(content, 'event')
  const [source, version, document] = ['source', 'version', 'see'].map((field) => ownText(content, field))
  const isRight = ownText(content, 'caller') === caller && isObject(event)
  if (!isRight || source === undefined || version === undefined || document?.startsWith('https://') !== true)
    throw new Error(`callers/golden/${caller}/${file} needs caller, source, version, see and event`)
  return { name: `${caller}/${file.replace(/\.json$/, '')}`, caller, source, version, document, event }
}
