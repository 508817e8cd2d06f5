/** Connects to the dependencies of a trigger's steps while init has full CPU, within a bound. */
import { systemClock, within } from './deadline.ts'
import type { Dependency } from './step.ts'

/** The longest wait of init for connections. Init counts against Cognito's limit on a cold start. */
export const connectBudgetMs = 400

/** Connects the dependencies of steps that run side by side. A dependency that is listed twice gets connections for two
 * calls. Never rejects: when a dependency is down, its step fails later. */
export async function connectDependencies(dependencies: readonly (Dependency | undefined)[]): Promise<void> {
  const counts = new Map<Dependency, number>()
  for (const dependency of dependencies)
    if (dependency !== undefined) counts.set(dependency, (counts.get(dependency) ?? 0) + 1)
  if (counts.size === 0) return
  await within(systemClock, connectBudgetMs, () =>
    Promise.allSettled([...counts].map(async ([dependency, count]) => dependency.connect?.(count))),
  )
}
