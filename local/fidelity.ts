/** How the local pool behaves where no document says how AWS does: a setting for each switch, as a real account answered. */
import { checkOptions, optional, shape } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { oneOf, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { readJsonObjectFile } from '@cognito-trigger-suite/triggers/internal/build/text-file'

/** Each switch with its settings, the default first but for `attempts`, which is 3. */
export const switches = {
  attempts: [1, 2, 3, 4, 5],
  reservedClaims: ['reject', 'drop'],
  omittedSettings: ['reset', 'kept'],
  unconfirmedSignIn: ['before-password', 'after-password'],
  preAuthentication: ['before-password', 'after-password'],
  preTokenAt: ['sign-in', 'token-endpoint'],
  linkingSignIn: ['fails', 'succeeds'],
  providerInUserName: ['as-named', 'lower-case'],
  federatedAutoVerify: ['ignored', 'applied'],
} as const

/** A switch that is left out has its default. */
export type Fidelity = { readonly [Name in keyof typeof switches]?: (typeof switches)[Name][number] }

const checks = {
  attempts: optional(whole(1, 5)),
  reservedClaims: optional(oneOf(switches.reservedClaims)),
  omittedSettings: optional(oneOf(switches.omittedSettings)),
  unconfirmedSignIn: optional(oneOf(switches.unconfirmedSignIn)),
  preAuthentication: optional(oneOf(switches.preAuthentication)),
  preTokenAt: optional(oneOf(switches.preTokenAt)),
  linkingSignIn: optional(oneOf(switches.linkingSignIn)),
  providerInUserName: optional(oneOf(switches.providerInUserName)),
  federatedAutoVerify: optional(oneOf(switches.federatedAutoVerify)),
}

export const fidelityShape = shape<Fidelity>(checks)

/** @throws TypeError with one sentence that begins with `where` */
export function checkFidelity(where: string, given: object): Fidelity {
  checkOptions<Fidelity>(where, given, checks)
  return given
}

/** Reads a file as `npm run verify-account -- --apply` writes it.
 * @throws TypeError with one sentence when it names no switch of the pool, or no setting of it */
export function readFidelity(file: string): Fidelity {
  return checkFidelity(file, readJsonObjectFile(file))
}
