/** Finds users by address and links identities to them, with signed requests and no AWS SDK. */
import { isTrue } from '../core/is-true.ts'
import {
  type DirectoryUser,
  type ExternalIdentity,
  hasIdentity,
  type LinkingDirectory,
} from '../core/user-directory.ts'
import type { Call } from '../core/step.ts'
import { isObject, own, type RawObject } from '../events/envelope.ts'
import { type Connection, connectTo } from './connection.ts'
import { ServiceError } from './service-error.ts'
import { callService, type SignedService } from './signed-call.ts'

/** What `suite.ts` gives to `linkAccounts`.
 * @public */
export const linkingDirectory: LinkingDirectory = createLinkingDirectory(() => connectTo('cognito-idp'))

const userPool: SignedService = {
  name: 'user_pool',
  signingName: 'cognito-idp',
  target: 'AWSCognitoIdentityProviderService',
}

/** Pages of a lookup, each up to 60 users. More users with one address are too many to tell apart. */
const maxPages = 3

export function createLinkingDirectory(connect: () => Connection): LinkingDirectory {
  let connection: Connection | undefined
  const connected = (): Connection => (connection ??= connect())

  return {
    name: 'user-directory',
    connect: () => connected().open(),
    async findUsersByEmail(userPoolId, email, call) {
      const users: DirectoryUser[] = []
      let token: string | undefined
      for (let page = 0; page < maxPages; page += 1) {
        const answer = await listUsers(connected(), userPoolId, { email }, token, call)
        users.push(...answer.users)
        // A page may be empty and yet not be the last.
        token = answer.token
        if (token === undefined) return users
      }
      throw new ServiceError(userPool.name, 'answer_unreadable')
    },
    async linkIdentity({ userPoolId, userName, identity }, call) {
      try {
        await callService(
          connected(),
          userPool,
          'AdminLinkProviderForUser',
          {
            UserPoolId: userPoolId,
            DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: userName },
            SourceUser: {
              ProviderName: identity.provider,
              ProviderAttributeName: 'Cognito_Subject',
              ProviderAttributeValue: identity.userId,
            },
          },
          call,
        )
        return 'linked'
      } catch (error) {
        const outcome = readLinkError(error)
        if (outcome !== 'already-linked') return outcome
        const { users } = await listUsers(connected(), userPoolId, { username: userName }, undefined, call)
        const user = users.find((each) => each.userName === userName)
        return hasIdentity(user?.identities ?? [], identity) ? outcome : 'failed'
      }
    },
  }
}

/** Refusals that stay: a sixth identity, an alias that is taken, a user who is gone. */
const finalRefusals = new Set(['LimitExceededException', 'AliasExistsException', 'UserNotFoundException'])

/** What the pool says of a link that exists, the second by mistake. It says the first of somebody else's link, too. */
const existingLinkTexts = [
  'SourceUser is already linked to DestinationUser',
  'Cognito users with a username/password may not be passed in as a SourceUser',
]

/** An invalid parameter that is none of these is a fault of the pool's settings, such as an immutable attribute.
 * @see https://github.com/aws/aws-sdk-js-v3/issues/5281 */
function readLinkError(error: unknown): 'already-linked' | 'refused' | 'failed' {
  if (!(error instanceof ServiceError) || error.fault !== 'refused') throw error
  if (error.exception === 'InvalidParameterException')
    return existingLinkTexts.some((text) => error.says(text)) ? 'already-linked' : 'failed'
  if (finalRefusals.has(error.exception ?? '')) return 'refused'
  throw error
}

async function listUsers(
  connection: Connection,
  userPoolId: string,
  by: { readonly email: string } | { readonly username: string },
  token: string | undefined,
  call: Call,
): Promise<{ readonly users: readonly DirectoryUser[]; readonly token: string | undefined }> {
  const answer = await callService(
    connection,
    userPool,
    'ListUsers',
    {
      UserPoolId: userPoolId,
      Filter: Object.entries(by)
        .map(([name, value]) => `${name} = "${escapeFilter(value)}"`)
        .join(),
      Limit: 60,
      ...(token === undefined ? {} : { PaginationToken: token }),
    },
    call,
  )
  const users = own(answer, 'Users')
  const next = own(answer, 'PaginationToken')
  const isRest = next === undefined || next === null || typeof next === 'string'
  // A user who is left out looks like an address that nobody has.
  if (!Array.isArray(users) || !users.every(isUser) || !isRest)
    throw new ServiceError(userPool.name, 'answer_unreadable')
  return { users: users.map(readUser), token: next ?? undefined }
}

/** Backslash and quote, so that an address cannot end the value.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
function escapeFilter(value: string): string {
  return value.replaceAll(/[\\"]/g, String.raw`\$&`)
}

function isUser(user: unknown): user is RawObject {
  return isObject(user) && typeof own(user, 'Username') === 'string'
}

function readUser(user: RawObject): DirectoryUser {
  const attributes = new Map(readAttributes(own(user, 'Attributes')))
  const text = (name: string): string => {
    const value = own(user, name)
    return typeof value === 'string' ? value : ''
  }
  return {
    userName: text('Username'),
    status: text('UserStatus'),
    isEnabled: own(user, 'Enabled') === true,
    email: attributes.get('email'),
    isEmailVerified: isTrue(attributes.get('email_verified')),
    identities: readIdentities(attributes.get('identities')),
  }
}

function readAttributes(attributes: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(attributes)) return []
  return attributes.filter(isObject).flatMap((attribute) => {
    const name = own(attribute, 'Name')
    const value = own(attribute, 'Value')
    return typeof name === 'string' && typeof value === 'string' ? [[name, value] as const] : []
  })
}

/** The attribute is a JSON text; one that cannot be read links nobody. */
function readIdentities(attribute: string | undefined): readonly ExternalIdentity[] {
  try {
    const identities: unknown = JSON.parse(attribute ?? '[]')
    if (!Array.isArray(identities)) return []
    return identities.filter(isObject).flatMap((identity) => {
      const provider = own(identity, 'providerName')
      const userId = own(identity, 'userId')
      return typeof provider === 'string' && typeof userId === 'string' ? [{ provider, userId }] : []
    })
  } catch {
    return []
  }
}
