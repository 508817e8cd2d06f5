/** Connects to what the steps of a trigger call while init has full CPU, within a bound. */
import { systemClock, within } from './deadline.ts'
import type { Dependency } from './step.ts'

/** The longest that init waits for connections. Init counts against Cognito's limit on a cold start. */
export const connectBudgetMs = 400

/** Connects each dependency once, side by side. Never rejects: a dependency that is down fails its step later. */
export async function connectDependencies(dependencies: readonly (Dependency | undefined)[]): Promise<void> {
  const distinct = new Set(
    dependencies.flatMap((dependency) => (dependency === undefined ? [] : [dependency])),
  )
  if (distinct.size === 0) return
  await within(systemClock, connectBudgetMs, () =>
    Promise.allSettled([...distinct].map(async (dependency) => dependency.connect?.())),
  )
}
