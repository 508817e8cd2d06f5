/** What an operation works with: the pool's settings and state, and the call it answers. */
import type { Message } from '../stand-ins/mailbox.ts'
import type { ReservedClaims } from '@cognito-trigger-suite/triggers/testing/claim-overrides'
import type { RandomBytes } from './chance.ts'
import type { ClientSettings } from './settings/client-settings.ts'
import type { Challenge, Challenges, SrpChallenge } from './sign-in/challenges.ts'
import type { Codes } from './codes/codes.ts'
import { resourceNotFound } from './errors.ts'
import type { ProviderSettings } from './federation/identity-providers.ts'
import type { Groups } from './users/groups.ts'
import type { KeyPair } from './tokens/keys.ts'
import type { LinkedIdentities } from './users/linked-identities.ts'
import type { PoolSettings } from './settings/pool-settings.ts'
import type { OmittedSettings } from './settings/pool-update.ts'
import type { Sessions } from './sign-in/sessions.ts'
import type { SimulatedUser } from './users/simulated-users.ts'
import type { TemplateProperties } from './codes/template.ts'
import type { TriggerPort } from './triggers/triggers.ts'
import type { Users } from './users/users.ts'

export interface Mailbox {
  readonly deliver: (mail: Message) => void | Promise<void>
}

/**
 * Whether an unconfirmed user is told so whatever the password is, as an AWS developer says, or only after the right one.
 * @see https://github.com/amazon-archives/amazon-cognito-identity-js/issues/288
 */
export type UnconfirmedSignIn = 'before-password' | 'after-password'

export interface Pool {
  readonly region: string
  readonly poolId: string
  readonly poolArn: string
  /** Known once the pool listens: `<endpoint>/<poolId>`. */
  readonly issuer: () => string
  readonly createdAtMs: number
  readonly modifiedAtMs: number
  readonly template: TemplateProperties
  readonly settings: PoolSettings
  readonly clients: ReadonlyMap<string, ClientSettings>
  readonly users: Users
  readonly groups: Groups
  /** undefined: the allowed names are unknown, so that no name is refused. */
  readonly identityProviders: ReadonlyMap<string, ProviderSettings> | undefined
  readonly linkedIdentities: LinkedIdentities
  readonly sessions: Sessions
  readonly newPasswordChallenges: Challenges<Challenge>
  readonly srpChallenges: Challenges<SrpChallenge>
  readonly simulatedUsers: (name: string) => SimulatedUser
  readonly codes: Codes
  readonly keyPair: KeyPair
  readonly mailbox: Mailbox
  readonly triggers: TriggerPort
  readonly reservedClaims: ReservedClaims
  readonly unconfirmedSignIn: UnconfirmedSignIn
  /** When the trigger is asked about a password that was sent; a sign-in by SRP asks it at its start. */
  readonly preAuthentication: 'before-password' | 'after-password'
  readonly clock: () => number
  readonly random: RandomBytes
  /** What becomes of settings that an update leaves out. */
  readonly omittedSettings: OmittedSettings
  /** Follows other properties from the next request on. @throws TypeError when Cognito would refuse them */
  readonly update: (properties: TemplateProperties) => void
}

export type Context = Pool & {
  readonly operation: string
  readonly operationId: string
  /** The trace of the function that called. */
  readonly traceId?: string | undefined
}

/** @throws PoolError `ResourceNotFoundException`. */
export function demandClient(pool: Pool, clientId: string): ClientSettings {
  const client = pool.clients.get(clientId)
  if (client === undefined) throw resourceNotFound(`User pool client ${clientId} does not exist.`)
  return client
}

/** @throws PoolError `ResourceNotFoundException`. */
export function demandPool(pool: Pool, userPoolId: string): void {
  if (userPoolId !== pool.poolId) throw resourceNotFound(`User pool ${userPoolId} does not exist.`)
}
