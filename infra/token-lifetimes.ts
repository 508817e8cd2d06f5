/** How long the tokens of an app client are good. */
import { Duration } from 'aws-cdk-lib/core'
import type { UserPoolClientOptions } from 'aws-cdk-lib/aws-cognito'

import {
  isPlain,
  optional,
  required,
  type RequiredCheck,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { inside, refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'

/** A machine has an access token alone. */
export interface MachineTokenLifetime {
  /**
   * Minutes, 5 to 1,440, and at most as long as the refresh token.
   *
   * @default 60
   */
  readonly accessMinutes?: number
}

export interface TokenLifetime extends MachineTokenLifetime {
  /**
   * Minutes, 5 to 1,440, and at most as long as the refresh token.
   *
   * @default 60
   */
  readonly idMinutes?: number
  /**
   * Hours, 1 to 87,600. After them a person signs in again.
   *
   * @default 720, which are 30 days
   */
  readonly refreshHours?: number
}

/** By app client. */
export interface TokenLifetimes {
  /** @default Cognito's */
  readonly public?: TokenLifetime
  /** @default Cognito's */
  readonly confidential?: TokenLifetime
  /** @default Cognito's */
  readonly machine?: MachineTokenLifetime
}

const minutes = optional(whole(5, 1_440))

const byPart = shape<TokenLifetime>({
  accessMinutes: minutes,
  idMinutes: minutes,
  refreshHours: optional(whole(1, 87_600)),
})

const lifetime: RequiredCheck = required(byPart.allowed, (value, at) => {
  byPart.test(value, at)
  const { refreshHours, ...shorter } = isPlain(value) ? value : {}
  for (const [name, given] of Object.entries(shorter)) {
    if (typeof refreshHours === 'number' && Number(given) > refreshHours * 60) {
      refuseBecause(
        inside(at, name),
        `is ${String(given)}, longer than refreshHours, ${refreshHours * 60} minutes: shorten it`,
      )
    }
  }
})

export const tokenLifetimes = shape<TokenLifetimes>({
  public: optional(lifetime),
  confidential: optional(lifetime),
  machine: optional(shape<MachineTokenLifetime>({ accessMinutes: minutes })),
})

/** CloudFormation's default for what is not given. */
export function toValidities(
  given: TokenLifetime = {},
): Pick<UserPoolClientOptions, 'accessTokenValidity' | 'idTokenValidity' | 'refreshTokenValidity'> {
  const { accessMinutes, idMinutes, refreshHours } = given
  return {
    ...(accessMinutes !== undefined && { accessTokenValidity: Duration.minutes(accessMinutes) }),
    ...(idMinutes !== undefined && { idTokenValidity: Duration.minutes(idMinutes) }),
    ...(refreshHours !== undefined && { refreshTokenValidity: Duration.hours(refreshHours) }),
  }
}
