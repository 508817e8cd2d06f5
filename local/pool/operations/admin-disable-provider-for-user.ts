/** AdminDisableProviderForUser: ends a linked identity, or a native user's sign-in with its password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableProviderForUser.html */
import { ofPool } from '../operation.ts'
import { invalidParameter } from '../errors.ts'
import { required } from '../input.ts'
import { storeIdentities } from '../users/linked-identities.ts'
import { demandNativeUser, nativeProvider, providerUser, readIdentity } from '../users/provider-user.ts'

export const adminDisableProviderForUser = ofPool({ User: required(providerUser) }, (context, input) => {
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
