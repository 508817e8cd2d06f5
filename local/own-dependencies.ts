/** A team's own dependencies on this machine: each has a fault switch. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import { originOf, readOrigin } from '@cognito-trigger-suite/triggers/internal/core/own-origin'
import type { FaultProxy } from './faults.ts'
import type { Fault } from './faults/fault.ts'
import { otherServices, startOtherAws } from './stand-ins/other-aws.ts'
import { findOwnOrigins, findOwnServices } from './template/own-dependencies.ts'
import type { FunctionModel } from './template/stack-model.ts'

export type FaultSwitch = Pick<FaultProxy, 'get' | 'set'>

export interface OwnDependencies {
  readonly switches: ReadonlyMap<string, FaultSwitch>
  readonly environment: Readonly<Record<string, string>>
  /** What cannot be called here, in a sentence each. */
  readonly missing: readonly string[]
}

/** The variable that says where AWS services are, those of the suite excepted. */
const allAws = 'AWS_ENDPOINT_URL'

/** `given` says where they are on this machine, by variable.
 * @throws TypeError for a variable that is no origin */
export async function startOwnDependencies(options: {
  readonly functions: readonly FunctionModel[]
  readonly given: Readonly<Record<string, string | undefined>>
  readonly startProxy: (name: string, target: string) => Promise<FaultProxy>
  readonly clock: Clock
  readonly keep: <Service extends { close(): Promise<void> }>(service: Service) => Service
}): Promise<OwnDependencies> {
  const { functions, given, startProxy, clock, keep } = options
  const switches = new Map<string, FaultSwitch>()
  const environment: Record<string, string> = {}
  for (const { name, variable, origin } of findOwnOrigins(functions)) {
    const proxy = await startProxy(name, originOf({ name, origin }, given).origin)
    switches.set(name, proxy)
    environment[variable] = proxy.endpoint
  }
  const inOtherAws = findOwnServices(functions)
    .map(({ name, services }) => ({ name, services: otherServices(services) }))
    .filter(({ services }) => services.length > 0)
  for (const { name } of inOtherAws) if (!switches.has(name)) switches.set(name, createSwitch())
  const target = given[allAws]
  const other = await startOtherAws({
    dependencies: inOtherAws,
    faultOf: (name) => switches.get(name)?.get() ?? null,
    target: target === undefined ? undefined : readOrigin(allAws, target).origin,
    random: Math.random,
    clock,
    keep,
  })
  return {
    switches,
    environment: { ...environment, [allAws]: other.endpoint },
    missing: target === undefined ? inOtherAws.map(describeMissing) : [],
  }
}

function createSwitch(): FaultSwitch {
  let current: Fault | null = null
  return {
    get: () => current,
    set: (fault) => {
      current = fault
    },
  }
}

function describeMissing({
  name,
  services,
}: {
  readonly name: string
  readonly services: readonly string[]
}) {
  return `nothing stands in for ${services.join(' and ')} here, so that each call of ${name} is refused: ${allAws}=http://127.0.0.1:4566 npm start names what does`
}
