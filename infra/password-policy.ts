/** What a password must be. */
import { Duration } from 'aws-cdk-lib/core'
import type { PasswordPolicy as CdkPasswordPolicy } from 'aws-cdk-lib/aws-cognito'

import { optional, shape } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { flag, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'

export interface PasswordPolicy {
  /**
   * The least number of characters, 6 to 99.
   *
   * @default 12
   */
  readonly minLength?: number
  /** @default false */
  readonly requireLowercase?: boolean
  /** @default false */
  readonly requireUppercase?: boolean
  /** @default false */
  readonly requireDigits?: boolean
  /** @default false */
  readonly requireSymbols?: boolean
  /**
   * The number of days for which the password of an invitation is good, 1 to 365.
   *
   * @default 7
   */
  readonly temporaryDays?: number
}

export const passwordPolicy = shape<PasswordPolicy>({
  minLength: optional(whole(6, 99)),
  requireLowercase: optional(flag),
  requireUppercase: optional(flag),
  requireDigits: optional(flag),
  requireSymbols: optional(flag),
  temporaryDays: optional(whole(1, 365)),
})

/** NIST SP 800-63B asks for length instead of character classes. */
const defaults = {
  minLength: 12,
  requireLowercase: false,
  requireUppercase: false,
  requireDigits: false,
  requireSymbols: false,
}

export function toPasswordPolicy({ temporaryDays, ...given }: PasswordPolicy): CdkPasswordPolicy {
  return {
    ...defaults,
    ...given,
    ...(temporaryDays !== undefined && { tempPasswordValidity: Duration.days(temporaryDays) }),
  }
}
