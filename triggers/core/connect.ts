/** Connects to the dependencies of a trigger's steps while init has full CPU, within a bound. */
import { systemClock, within } from './deadline.ts'
import type { Dependency, FactStep } from './step.ts'

/** The longest wait of init for connections. Init counts against Cognito's limit on a cold start. */
export const connectBudgetMs = 400

/** A step of a plan. Those of one name are one step. */
type ConnectedStep = Pick<FactStep<never>, 'name' | 'dependency' | 'requests'>

/** Connects the dependencies of steps, which run phase after phase, those of a phase side by side: each for as many requests
 * as its busiest phase sends at once. Never rejects: when a dependency is down, its step fails later. */
export async function connectDependencies(
  ...phases: readonly (readonly (ConnectedStep | undefined)[])[]
): Promise<void> {
  const most = new Map<Dependency, number>()
  for (const phase of phases) {
    const counts = new Map<Dependency, number>()
    const steps = new Map(phase.flatMap((step) => (step === undefined ? [] : [[step.name, step]])))
    for (const { dependency, requests = 1 } of steps.values())
      counts.set(dependency, (counts.get(dependency) ?? 0) + requests)
    for (const [dependency, count] of counts) most.set(dependency, Math.max(count, most.get(dependency) ?? 0))
  }
  if (most.size === 0) return
  await within(systemClock, connectBudgetMs, () =>
    Promise.allSettled([...most].map(async ([dependency, count]) => dependency.connect?.(count))),
  )
}
