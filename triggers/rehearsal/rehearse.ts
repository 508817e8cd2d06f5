/** Sends every event to the new versions, again after some failures, and says whether they may serve people. */
import { type Clock, pause } from '../core/deadline.ts'
import { registry, type TriggerName, worker } from '../registry.ts'
import { rehearsedEvents } from './events.ts'
import { findFault, findProblem } from './judge.ts'
import type { InvokeVersion } from '../ports/version-invoker.ts'

export interface Rehearsal {
  /** Function → ARN of the version. */
  readonly versions: ReadonlyMap<TriggerName | typeof worker.name, string>
  readonly region: string
  readonly clock: Clock
  readonly invoke: InvokeVersion
}

/** A new permission may take seconds to hold everywhere. */
const rounds = 4
const pauseMs = 5_000

/** Sentences about what is wrong; empty when nothing is. Never rejects. */
export async function rehearse(rehearsal: Rehearsal): Promise<readonly string[]> {
  const { clock } = rehearsal
  let problems = await rehearseOnce(rehearsal)
  for (let round = 1; round < rounds && problems.length > 0; round += 1) {
    await pause(clock, pauseMs, new AbortController().signal)
    problems = await rehearseOnce(rehearsal)
  }
  return problems
}

async function rehearseOnce({ versions, region, invoke }: Rehearsal): Promise<readonly string[]> {
  const asked = rehearsedEvents(region).map(async (rehearsed): Promise<readonly string[]> => {
    const { trigger, event } = rehearsed
    const where = `${trigger} at ${event.triggerSource} version ${event.version}`
    const versionArn = versions.get(trigger)
    if (versionArn === undefined)
      return registry[trigger].isOptional ? [] : [`${where}: there is no version to ask`]
    try {
      const problem = findProblem(rehearsed, await invoke(versionArn, event))
      return problem === undefined ? [] : [`${where}: ${problem}`]
    } catch {
      return [`${where}: Lambda did not answer`]
    }
  })
  return (await Promise.all([...asked, rehearseWorker(versions.get(worker.name), invoke)])).flat()
}

/** The worker is asked for a sweep, which a rehearsal makes without users. */
async function rehearseWorker(
  versionArn: string | undefined,
  invoke: InvokeVersion,
): Promise<readonly string[]> {
  if (versionArn === undefined) return []
  try {
    const problem = findFault(await invoke(versionArn, { kind: 'sweep' }))
    return problem === undefined ? [] : [`${worker.name}: ${problem}`]
  } catch {
    return [`${worker.name}: Lambda did not answer`]
  }
}
