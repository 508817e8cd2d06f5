/** The port to the administration of the user pool. Its writes share 25 requests a second per account and Region. */
import type { Call, Dependency } from '../core/step.ts'

export interface UserDirectory extends Dependency {
  readonly name: 'user-pool'
  /** Idempotent: adding a member again changes nothing. */
  addUserToGroup(
    membership: { readonly userPoolId: string; readonly userName: string; readonly group: string },
    call: Call,
  ): Promise<void>
}

/** A user as account linking sees it. */
export interface DirectoryUser {
  readonly userName: string
  /** `CONFIRMED`, `UNCONFIRMED`, `EXTERNAL_PROVIDER`, ... */
  readonly status: string
  readonly isEnabled: boolean
  readonly email: string | undefined
  readonly isEmailVerified: boolean
  /** The identities that are linked to it. */
  readonly identities: readonly ExternalIdentity[]
}

export interface ExternalIdentity {
  /** The provider's name in the pool. */
  readonly provider: string
  /** The user's id at the provider. */
  readonly userId: string
}

/** Whether it is the same identity. Letter case does not count, since pools may show it changed. */
export function hasIdentity(
  identities: readonly ExternalIdentity[],
  { provider, userId }: ExternalIdentity,
): boolean {
  return identities.some(
    (each) =>
      each.provider.toLowerCase() === provider.toLowerCase() &&
      each.userId.toLowerCase() === userId.toLowerCase(),
  )
}

/** Finds users by address and links identities to them. */
export interface LinkingDirectory extends Dependency {
  readonly name: 'user-pool'
  /** All users whose `email` is this address in any letter case, native or not. Rejects when there are too many, so
   * that an answer is always complete. ListUsers has 30 requests a second. */
  findUsersByEmail(userPoolId: string, email: string, call: Call): Promise<readonly DirectoryUser[]>
  /** Links the identity to the native user. `already-linked`: the user has the identity. `refused`: the pool refuses
   * for good, such as a sixth identity. `failed`: the pool refuses because of its settings. */
  linkIdentity(
    link: { readonly userPoolId: string; readonly userName: string; readonly identity: ExternalIdentity },
    call: Call,
  ): Promise<'linked' | 'already-linked' | 'refused' | 'failed'>
}

/** What IAM must allow for `addUserToGroup`. */
export const addUserToGroupActions = ['cognito-idp:AdminAddUserToGroup'] as const

/** What IAM must allow for `findUsersByEmail`. */
export const findUsersByEmailActions = ['cognito-idp:ListUsers'] as const

/** What IAM must allow for `linkIdentity`. */
export const linkIdentityActions = ['cognito-idp:AdminLinkProviderForUser', 'cognito-idp:ListUsers'] as const
