/** What every trigger must hand back. */
import { readMap, unrecognizable } from './claim-overrides.ts'

/** Checks the common fields a function must hand back, then gives the entries of `response`. @throws UnrecognizableOutput */
export function readResponse(output: unknown): ReadonlyMap<string, unknown> {
  if (output === undefined || output === null) throw unrecognizable('the output', 'must be the event')
  const event = readMap(output, 'the output')
  for (const name of ['version', 'triggerSource', 'region', 'userPoolId', 'userName'])
    if (typeof event.get(name) !== 'string') throw unrecognizable(name, 'must be handed back as a string')

  const caller = demandObject(event, 'callerContext')
  if (typeof caller.get('awsSdkVersion') !== 'string' || typeof caller.get('clientId') !== 'string')
    throw unrecognizable('callerContext', 'must be handed back with awsSdkVersion and clientId')

  demandObject(demandObject(event, 'request'), 'userAttributes')
  return demandObject(event, 'response')
}

function demandObject(source: ReadonlyMap<string, unknown>, name: string): ReadonlyMap<string, unknown> {
  const value = source.get(name)
  if (value === undefined || value === null) throw unrecognizable(name, 'is missing')
  return readMap(value, name)
}
