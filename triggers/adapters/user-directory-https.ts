/** Finds users by address and links identities to them. */
import { isTrue } from '../domain/is-true.ts'
import {
  type DirectoryUser,
  type ExternalIdentity,
  hasIdentity,
  type LinkingDirectory,
} from '../ports/user-directory.ts'
import { own, ownText, type RawObject, readJson } from '../core/json.ts'
import { cognito } from './aws-services.ts'
import { type Connection, connectTo } from './connection.ts'
import { ServiceError } from './service-error.ts'
import { attributesOf, createUserPool, findUsers, listUsers } from './user-pool.ts'

/** Give it to `linkAccounts` in `suite.ts`.
 * @public */
export const linkingDirectory: LinkingDirectory = createLinkingDirectory(() => connectTo(cognito))

export function createLinkingDirectory(connect: () => Connection): LinkingDirectory {
  const pool = createUserPool(connect)
  return {
    name: 'user-pool',
    connect: (count) => pool.open(count),
    findUsersByEmail: async (userPoolId, email, call) =>
      (await findUsers(pool, userPoolId, ['email', email], call)).map(readUser),
    async linkIdentity({ userPoolId, userName, identity }, call) {
      try {
        const input = {
          UserPoolId: userPoolId,
          DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: userName },
          SourceUser: {
            ProviderName: identity.provider,
            ProviderAttributeName: 'Cognito_Subject',
            ProviderAttributeValue: identity.userId,
          },
        }
        await pool.send('AdminLinkProviderForUser', input, call)
        return 'linked'
      } catch (error) {
        const outcome = readLinkError(error)
        if (outcome !== 'already-linked') return outcome
        const by = ['username', userName] as const
        const { users } = await listUsers(pool, { userPoolId, by, token: undefined }, call)
        const user = users.map(readUser).find((each) => each.userName === userName)
        return hasIdentity(user?.identities ?? [], identity) ? outcome : 'failed'
      }
    },
  }
}

/** Lasting refusals: a sixth identity, an alias that is taken, a user who is gone. */
const finalRefusals = new Set(['LimitExceededException', 'AliasExistsException', 'UserNotFoundException'])

/** The pool's messages for an existing link; the second is a mistake of Cognito. It sends the first also for another
 * user's link. */
const existingLinkTexts = [
  'SourceUser is already linked to DestinationUser',
  'Cognito users with a username/password may not be passed in as a SourceUser',
]

/** Any other invalid parameter is a fault of the pool's settings, such as an immutable attribute.
 * @see https://github.com/aws/aws-sdk-js-v3/issues/5281 */
function readLinkError(error: unknown): 'already-linked' | 'refused' | 'failed' {
  if (!(error instanceof ServiceError) || error.fault !== 'refused') throw error
  if (error.exception === 'InvalidParameterException')
    return existingLinkTexts.some((text) => error.says(text)) ? 'already-linked' : 'failed'
  if (finalRefusals.has(error.exception)) return 'refused'
  throw error
}

function readUser(user: RawObject): DirectoryUser {
  const attributes = attributesOf(user)
  return {
    userName: ownText(user, 'Username') ?? '',
    status: ownText(user, 'UserStatus') ?? '',
    isEnabled: own(user, 'Enabled') === true,
    email: attributes.get('email'),
    isEmailVerified: isTrue(attributes.get('email_verified')),
    identities: readIdentities(attributes.get('identities')),
  }
}

/** The attribute is a JSON text. One that cannot be read links no identity. */
function readIdentities(attribute = '[]'): readonly ExternalIdentity[] {
  const identities = readJson(attribute)
  if (!Array.isArray(identities)) return []
  return identities.flatMap((identity) => {
    const provider = ownText(identity, 'providerName')
    const userId = ownText(identity, 'userId')
    return provider === undefined || userId === undefined ? [] : [{ provider, userId }]
  })
}
