/** Finds a team's own dependencies: the functions of the template have a variable for each. */
import { dependencyOfVariable } from '@cognito-trigger-suite/triggers/internal/core/own-origin'
import type { FunctionModel } from './stack-model.ts'

type Functions = readonly Pick<FunctionModel, 'environment'>[]

export interface OwnOrigin {
  /** The dependency's. */
  readonly name: string
  readonly variable: string
  readonly origin: string
}

/** Each dependency with an origin, once; one has the same origin in every function. */
export function findOwnOrigins(functions: Functions): readonly OwnOrigin[] {
  const found = new Map<string, OwnOrigin>()
  for (const [variable, origin] of variablesOf(functions)) {
    const name = dependencyOfVariable(variable)
    if (name !== undefined && URL.canParse(origin)) found.set(name, { name, variable, origin })
  }
  return [...found.values()]
}

/** A dependency with ARNs, and the services in them: `sqs`. */
export interface OwnServices {
  readonly name: string
  readonly services: readonly string[]
}

/** Each dependency with ARNs, once. */
export function findOwnServices(functions: Functions): readonly OwnServices[] {
  const found = new Map<string, Set<string>>()
  for (const [variable, services] of variablesOf(functions)) {
    const name = dependencyOfVariable(variable, 'SERVICES')
    if (name !== undefined)
      found.set(name, (found.get(name) ?? new Set()).union(new Set(services.split(','))))
  }
  return [...found].map(([name, services]) => ({ name, services: [...services] }))
}

function variablesOf(functions: Functions): readonly (readonly [string, string])[] {
  return functions.flatMap(({ environment }) => Object.entries(environment))
}
