/** Members of a request, and parameters of a sign-in, that must have a value. */
import { invalidParameter } from './errors.ts'

/** Of `AuthParameters` or `ChallengeResponses`. @throws PoolError `InvalidParameterException`. */
export function demandParameter(parameters: ReadonlyMap<string, string>, name: string): string {
  return demandValue(parameters.get(name), name)
}

/** @throws PoolError `InvalidParameterException`. */
export function demandValue(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`)
  return value
}
