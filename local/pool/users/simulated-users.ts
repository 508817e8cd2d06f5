/** What SRP clients are shown of users that do not exist, so that they look like others. */
import { createHmac } from 'node:crypto'
import { drawUuid, type RandomBytes } from '../chance.ts'
import { makeSimulatedVerifier, type SrpVerifier } from '../sign-in/srp.ts'

export interface SimulatedUser {
  readonly userId: string
  readonly srp: SrpVerifier
}

/**
 * Makes the function that gives a name the same salt and the same UUID each time it is asked.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function createSimulatedUsers(random: RandomBytes): (name: string) => SimulatedUser {
  const key = random(32)
  return (name) => {
    const derived = createHmac('sha256', key).update(name).digest()
    return {
      userId: drawUuid(() => derived.subarray(0, 16)),
      srp: makeSimulatedVerifier(derived.subarray(16), random),
    }
  }
}
