/** Finds a team's own dependencies: what the functions of the template are given as origins. */
import { dependencyOfVariable } from '@cognito-trigger-suite/triggers/internal/core/own-origin'
import type { FunctionModel } from './stack-model.ts'

export interface OwnOrigin {
  /** The dependency's. */
  readonly name: string
  readonly variable: string
  readonly origin: string
}

/** Each dependency once; one has the same origin in every function. */
export function findOwnOrigins(
  functions: readonly Pick<FunctionModel, 'environment'>[],
): readonly OwnOrigin[] {
  const found = new Map<string, OwnOrigin>()
  for (const [variable, origin] of functions.flatMap(({ environment }) => Object.entries(environment))) {
    const name = dependencyOfVariable(variable)
    if (name !== undefined && URL.canParse(origin)) found.set(name, { name, variable, origin })
  }
  return [...found.values()]
}
