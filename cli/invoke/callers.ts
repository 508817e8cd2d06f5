/** Who can be called: Cognito's triggers, and the functions behind other callers. */
import {
  type CallerFunctionName,
  callerFunctions,
  type CallerName,
  callers,
} from '@cognito-trigger-suite/callers'
import { type CallerEventFixture, readCallerEvents } from '@cognito-trigger-suite/callers/golden-events'
import { own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { registry, type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { unknownName, usageError } from '../cli-error.ts'
import type { StackFile } from '../stack-file.ts'
import type { Caller } from './invocation.ts'

/** The pool of the golden events. */
const goldenPool = 'eu-west-1_Ab12Cd34E'

export const callerFunctionNames = Object.keys(callerFunctions).filter(isCallerFunction)

/** @throws CliError that names what can be called */
export function readInvocable(text: string): TriggerName | CallerFunctionName {
  const all = [...triggerNames, ...callerFunctionNames]
  const found = all.find((name) => name === text)
  if (found === undefined) throw unknownName('trigger or function', text, all)
  return found
}

export function isCallerFunction(name: string): name is CallerFunctionName {
  return Object.hasOwn(callerFunctions, name)
}

export function cognitoAsCaller(trigger: TriggerName, event: RawObject): Caller {
  const { cognitoName } = registry[trigger]
  return {
    name: trigger,
    source: String(own(event, 'triggerSource')),
    version: String(own(event, 'version')),
    answersByEvent: true,
    tellError: (message) => `UserLambdaValidationException: ${cognitoName} failed with error ${message}.`,
    onTimeout: `UnexpectedLambdaException: ${cognitoName} invocation failed due to error Socket timeout while invoking Lambda function.`,
  }
}

/** @param fixture Undefined for an event of one's own, which is taken as the usual caller's. */
export function otherCaller(name: CallerFunctionName, fixture: CallerEventFixture | undefined): Caller {
  const [usual] = callerFunctions[name]
  const { onThrow, onTimeout } = callers[fixture?.caller ?? usual]
  return {
    name,
    source: fixture === undefined ? usual : fixture.caller,
    version: fixture?.version ?? 'own',
    answersByEvent: false,
    tellError: () => onThrow,
    onTimeout,
  }
}

/** How long the caller of this event waits, in milliseconds; for one that waits as long as the function, Lambda's most. */
export function waitsMs(name: CallerFunctionName, fixture: CallerEventFixture | undefined): number {
  const ms = callers[fixture?.caller ?? callerFunctions[name][0]].waitsMs
  return ms === 'function' ? 900_000 : ms
}

/** The golden event of a caller and version; by default the usual one of the usual caller.
 * @throws CliError that names those that there are */
export function chooseCallerEvent(
  name: CallerFunctionName,
  source: string | undefined,
  version: string | undefined,
): CallerEventFixture {
  const served: readonly CallerName[] = callerFunctions[name]
  const fixtures = served.flatMap((caller) => readCallerEvents(caller))
  const ofSource = fixtures.filter(
    (each) => source === undefined || [each.caller, each.name, each.source].includes(source),
  )
  if (ofSource.length === 0 && source !== undefined)
    throw unknownName(`caller of ${name}`, source, [...served, ...fixtures.map((each) => each.name)])
  const found = ofSource.find((each) => version === undefined || each.version === version)
  if (found !== undefined) return found
  const versions = [...new Set(ofSource.map((each) => each.version))].sort().join(', ')
  throw usageError(
    versions === ''
      ? `${name} has no golden event: write one to callers/golden/${served[0]}, or give an event by --event.`
      : `${name} has no event version '${version}': it has ${versions}.`,
  )
}

/** A golden event, as if it were about the local stack's own pool. */
export function placeCallerEvent(
  fixture: CallerEventFixture | undefined,
  stack: StackFile | undefined,
): RawObject {
  const event = fixture?.event ?? {}
  if (stack === undefined) return event
  const placed: RawObject = JSON.parse(JSON.stringify(event).replaceAll(goldenPool, stack.userPoolId))
  return placed
}
