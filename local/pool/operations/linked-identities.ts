/** Identities at external providers that users sign in with. */
import { ofPool } from '../operation.ts'
import type { Context } from '../context.ts'
import { invalidParameter, PoolError, userNotFound } from '../errors.ts'
import { required } from '../input.ts'
import { storeIdentities, subjectAttribute } from '../users/linked-identities.ts'
import {
  demandNativeUser,
  nativeProvider,
  providerUser,
  readIdentity,
  readProviderType,
  type ProviderUser,
} from '../users/provider-user.ts'
import type { User } from '../users/users.ts'

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const maxIdentities = 5

/** Lets a person of an identity provider sign in as an existing user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminLinkProviderForUser.html */
export const AdminLinkProviderForUser = ofPool(
  { DestinationUser: required(providerUser), SourceUser: required(providerUser) },
  (context, input) => {
    if (input.SourceUser.ProviderName === nativeProvider) {
      throw invalidParameter(
        'Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser',
      )
    }
    const source = readIdentity(context, input.SourceUser)
    const destination = demandDestination(context, input.DestinationUser)
    const { linkedIdentities, settings } = context
    const owner = linkedIdentities.ownerOf(source)
    if (owner?.identity.isPrimary === true) {
      throw invalidParameter(
        'Merging is not currently supported, provide a SourceUser that has not been signed up in order to link',
      )
    }
    // AWS once answered this with its text about passwords: https://github.com/aws/aws-sdk/issues/766
    if (owner !== undefined) throw invalidParameter('SourceUser is already linked to DestinationUser')
    for (const name of destination.attributes.keys()) {
      if (settings.schema.get(name)?.isMutable === false)
        throw invalidParameter(`user.${name}: Attribute cannot be updated.`)
    }
    const linked = linkedIdentities.of(destination.sub).filter(({ isPrimary }) => !isPrimary)
    if (linked.length >= maxIdentities)
      throw new PoolError('LimitExceededException', `A user can have ${maxIdentities} linked identities.`)

    linkedIdentities.link(destination.sub, {
      ...source,
      providerType: readProviderType(context, source.providerName),
      isPrimary: false,
      createdAtMs: context.clock(),
    })
    storeIdentities(context, destination)
    return {}
  },
)

/** Ends a linked identity, or a native user's sign-in with its password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableProviderForUser.html */
export const AdminDisableProviderForUser = ofPool({ User: required(providerUser) }, (context, input) => {
  if (input.User.ProviderName === nativeProvider) {
    context.users.change(demandNativeUser(context, input.User).sub, { password: undefined })
    return {}
  }
  const identity = readIdentity(context, input.User)
  const owner = context.linkedIdentities.ownerOf(identity)
  if (owner === undefined || owner.identity.isPrimary) {
    // AWS's text: https://github.com/aws/aws-sdk-go/issues/4218
    throw invalidParameter("Account isn't linked to anyone else, verify that the account has been linked")
  }
  context.linkedIdentities.unlink(identity)
  const user = context.users.bySub(owner.sub)
  if (user !== undefined) storeIdentities(context, user)
  return {}
})

/** A native user by its name, or a federated one by its provider and subject. */
function demandDestination(context: Context, named: ProviderUser): User {
  if (named.ProviderName === nativeProvider) return demandNativeUser(context, named)
  // AWS ignores the attribute's name here.
  const identity = readIdentity(context, { ...named, ProviderAttributeName: subjectAttribute })
  const owner = context.linkedIdentities.ownerOf(identity)
  const user = owner === undefined ? undefined : context.users.bySub(owner.sub)
  if (user === undefined) throw userNotFound()
  return user
}
