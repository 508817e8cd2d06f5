/** The two attributes that a code can verify. */
import { invalidParameter } from '../errors.ts'
import type { VerifiedAttribute } from '../settings/pool-settings.ts'

/** @throws PoolError `InvalidParameterException`. */
export function demandVerifiable(name: string): VerifiedAttribute {
  if (name === 'email' || name === 'phone_number') return name
  throw invalidParameter('Only email and phone_number can be verified.')
}
