/** The string parameters of sign-ins: `AuthParameters` and `ChallengeResponses`. */
import { invalidParameter } from './errors.ts'

/** @throws PoolError `InvalidParameterException`. */
export function demandParameter(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name)
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`)
  return value
}
