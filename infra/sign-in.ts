/** By what people sign in: their names and their second factor. */
import { AccountRecovery, Mfa, type UserPoolProps } from 'aws-cdk-lib/aws-cognito'

import {
  type Check,
  isPlain,
  optional,
  required,
  type RequiredCheck,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import {
  inside,
  type Place,
  refuseBecause,
} from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { never, oneOf } from '@cognito-trigger-suite/triggers/internal/core/options/values'

/** `email` and `phone` alone are user names. Beside `username` they, and `preferred_username`, are aliases of it. */
export type SignInName = 'email' | 'phone' | 'username' | 'preferred_username'

export interface MfaSettings {
  /** Whether people have no second factor, may set one up, or must have one. A pool that had one needs `off` to lose it. */
  readonly mode: 'off' | 'optional' | 'required'
  /**
   * The factors that people may choose from. `totp` is an app such as an authenticator. `sms` needs `phone_number` in
   * `writableAttributes`, and texts cost money. `email` needs `ses`; who uses it cannot reset the password alone.
   *
   * @default ['totp']
   */
  readonly factors?: readonly ('totp' | 'sms' | 'email')[]
}

type Given = Readonly<Record<string, unknown>>

const names: RequiredCheck = list(oneOf(['email', 'phone', 'username', 'preferred_username']))

/** The attributes behind names are written at the sign-up. */
export function signInBy(given: Given): Check {
  return required(names.allowed, (value, at) => {
    names.test(value, at)
    const by = toList(value)
    const twice = by.find((name, index) => by.indexOf(name) !== index)
    if (twice !== undefined) refuseBecause(at, `holds '${twice}' twice: take one out`)
    if (by.includes('preferred_username')) {
      if (!by.includes('username'))
        refuseBecause(at, "holds 'preferred_username', an alias of a user name: add 'username'")
      requireWritable(given, at, 'preferred_username')
    }
    if (by.includes('phone')) requireWritable(given, at, 'phone_number')
  })
}

const modes = oneOf(['off', 'optional', 'required'])
const factors = list(oneOf(['totp', 'sms', 'email']))

export function mfa(given: Given): Check {
  return required('an object with mode, and factors', (value, at) => {
    const isOff = isPlain(value) && value['mode'] === 'off'
    shape<MfaSettings>({
      mode: modes,
      factors: optional(isOff ? never("goes with mode 'optional' and 'required'") : factors),
    }).test(value, at)
    const place = inside(at, 'factors')
    const chosen = toList(isPlain(value) ? value['factors'] : undefined)
    if (chosen.includes('sms')) requireWritable(given, place, 'phone_number')
    if (!chosen.includes('email')) return
    if (given['ses'] === undefined) refuseBecause(place, "holds 'email', which needs ses: set it")
    if (given['featurePlan'] === 'LITE')
      refuseBecause(place, "holds 'email', which needs the plan Essentials or Plus: set featurePlan")
    if (isPlain(value) && value['mode'] === 'required' && chosen.every((factor) => factor === 'email')) {
      refuseBecause(
        place,
        "must hold 'totp' or 'sms' too: who has a code by mail as second factor cannot reset the password by mail",
      )
    }
  })
}

function requireWritable({ writableAttributes }: Given, at: Place, name: string): void {
  if (!toList(writableAttributes).includes(name))
    refuseBecause(at, `needs '${name}' in writableAttributes: people bring it along`)
}

function toList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** Addresses are verified by a code, as they always are, and so are the numbers by which people sign in. */
export function toSignIn(
  by: readonly SignInName[],
  second: MfaSettings | undefined,
): Pick<UserPoolProps, 'signInAliases' | 'autoVerify' | 'accountRecovery' | 'mfa' | 'mfaSecondFactor'> {
  return {
    signInAliases: {
      email: by.includes('email'),
      phone: by.includes('phone'),
      username: by.includes('username'),
      preferredUsername: by.includes('preferred_username'),
    },
    autoVerify: { email: true, phone: by.includes('phone') },
    // Cognito sends the code of a sign-up to the number alone when there is one, and the address stays unverified.
    accountRecovery: by.includes('phone')
      ? AccountRecovery.EMAIL_AND_PHONE_WITHOUT_MFA
      : AccountRecovery.EMAIL_ONLY,
    ...(second && toSecondFactor(second)),
  }
}

const mfaModes = { off: Mfa.OFF, optional: Mfa.OPTIONAL, required: Mfa.REQUIRED } as const

/** A pool without the setting keeps what it had, so that `off` is said too. */
function toSecondFactor({ mode, factors: chosen = ['totp'] }: MfaSettings) {
  return {
    mfa: mfaModes[mode],
    mfaSecondFactor: {
      otp: chosen.includes('totp'),
      sms: chosen.includes('sms'),
      email: chosen.includes('email'),
    },
  }
}
