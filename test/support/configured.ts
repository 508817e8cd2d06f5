/** The functions that a suite configures. An optional trigger may be missing. */
import { suiteFunctions } from '../../triggers/registry.ts'
import type { SomeSuite } from '../../triggers/suite-parts.ts'

export function configuredIn(suite: SomeSuite): typeof suiteFunctions {
  return suiteFunctions.filter(({ part }) => suite[part] !== undefined)
}
