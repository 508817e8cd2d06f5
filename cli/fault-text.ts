/** Reads and writes faults in the form of the command line: `table=hang`, `user-pool=latency:300`, `table=error@0.5`. */
import { type Fault, faultKinds, readFault } from '@cognito-trigger-suite/local/internal/faults/fault'
import { suiteDependencies } from '@cognito-trigger-suite/triggers/core/step'
import { unknownName, usageError } from './cli-error.ts'

export type Faults = ReadonlyMap<string, Fault>

/** What a command takes. */
export const faultForm = `${suiteDependencies.join(', ')}, or a dependency of your own = latency:<ms>, hang, drip:<ms>, throttle, error or outage, with @<chance>`

const form = '<dependency>=<kind>[:<ms>][@<chance>]'

/** Adds one fault. The last fault of a dependency counts. @throws CliError */
export function readFaultText(text: string, faults: Faults = new Map()): Faults {
  const match = /^([a-z][a-z0-9-]*)=(\w+)(?::(\d+))?(?:@([\d.]+))?$/.exec(text)
  const [, dependency = '', kind = '', wait, chance] = match ?? []
  if (match === null) throw usageError(`A fault is ${form}, such as table=latency:300, not '${text}'.`)

  if (!Object.hasOwn(faultKinds, kind)) throw unknownName('kind of fault', kind, Object.keys(faultKinds))
  const number = Object.entries(faultKinds).find(([known]) => known === kind)?.[1]
  const reading = readFault(dependency, {
    kind,
    ...(wait === undefined ? {} : { [number ?? 'ms']: Number(wait) }),
    ...(chance === undefined ? {} : { rate: Number(chance) }),
  })
  if (!reading.ok) throw usageError(`${text}: ${reading.problem}`)
  return reading.fault === null ? faults : new Map([...faults, [dependency, reading.fault]])
}

/** In the form in which it was given: `table=latency:300@0.5`. */
export function describeFaults(faults: Faults): readonly string[] {
  return [...faults].map(([dependency, fault]) => {
    const waitMs = fault.kind === 'latency' ? fault.ms : fault.kind === 'drip' ? fault.everyMs : undefined
    const wait = waitMs === undefined ? '' : `:${waitMs}`
    return `${dependency}=${fault.kind}${wait}${fault.rate === undefined ? '' : `@${fault.rate}`}`
  })
}
