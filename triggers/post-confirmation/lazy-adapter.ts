/** Adapters that only the provisioning worker calls: imported at their first use, and kept out of post confirmation's bundle. */
import type { Dependency } from '../core/step.ts'

/** Gives an adapter, such as `() => import('./adapters/mail-ses.ts').then(({ sesMailer }) => sesMailer)`. */
export type Load<Adapter extends Dependency> = () => Promise<Adapter>

/** The adapter as a step's dependency. */
export function lazily<Adapter extends Dependency>(name: Adapter['name'], load: Load<Adapter>): Dependency {
  return { name, connect: async (count) => (await load()).connect?.(count) }
}
