/** Reads names of groups, tenants and roles. */
import { InvalidArgumentError } from 'commander'

export function readName(value: string): string {
  // Cognito's rule for group names, which is stricter than the table's. The SDK drops `__proto__` from a map.
  if (value !== '__proto__' && /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(value)) return value
  throw new InvalidArgumentError(
    'It is a name of 1 to 128 letters, digits and signs, without spaces, and not __proto__.',
  )
}

/** For an option that may be repeated. */
export function gather(value: string, before: readonly string[]): readonly string[] {
  return [...before, readName(value)]
}
