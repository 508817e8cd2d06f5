/** The challenge NEW_PASSWORD_REQUIRED: a user with a temporary password chooses a new one, and fills in the profile. */
import { demandFreeAliases } from '../users/aliases.ts'
import {
  checkNewAttributes,
  checkWritePermission,
  listMissing,
  type Attributes,
} from '../users/attributes.ts'
import { answerTokens, type AuthOutput, type ChallengeOutput } from './auth-output.ts'
import { invalidSession } from './challenges.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import type { Context } from '../context.ts'
import { invalidParameter, notAuthorized } from '../errors.ts'
import { signIn } from '../tokens/issue-tokens.ts'
import { demandParameter, demandValue } from '../parameters.ts'
import { checkPassword, storePassword } from './passwords.ts'
import type { PoolSettings } from '../settings/pool-settings.ts'
import { checkSecretHash } from './secret-hash.ts'
import { canRead } from '../tokens/token-claims.ts'
import { userAdminScope } from '../tokens/tokens.ts'
import type { User } from '../users/users.ts'

export interface ChallengeAnswer {
  readonly client: ClientSettings
  readonly session: string | undefined
  readonly responses: ReadonlyMap<string, string>
  readonly clientMetadata: ReadonlyMap<string, string> | undefined
}

const attributePrefix = 'userAttributes.'

export function challengeNewPassword(context: Context, client: ClientSettings, user: User): ChallengeOutput {
  const shown = [...user.attributes].filter(([name]) => canRead(client, name))
  const missing = listMissing(user.attributes, context.settings.schema).map((name) => attributePrefix + name)
  const challenge = { sub: user.sub, clientId: client.clientId }
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: context.newPasswordChallenges.open(challenge, client.challengeValidityMs),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing),
      userAttributes: JSON.stringify(Object.fromEntries(shown)),
    },
  }
}

/** Confirms the user and signs in. @throws PoolError as RespondToAuthChallenge declares. */
export async function answerNewPassword(context: Context, answer: ChallengeAnswer): Promise<AuthOutput> {
  const { client, responses, clientMetadata } = answer
  const { settings, newPasswordChallenges } = context
  const username = demandParameter(responses, 'USERNAME')
  const password = demandParameter(responses, 'NEW_PASSWORD')
  checkSecretHash(client, username, responses.get('SECRET_HASH'))
  const session = demandValue(answer.session, 'Session')
  const user = demandUserOf(context, session, client, username)
  const attributes = mergeAttributes(user, readGiven(responses), client, settings)
  demandFreeAliases(context, { sub: user.sub, attributes })
  checkPassword(password, settings.passwordPolicy)

  newPasswordChallenges.spend(session)
  const confirmed = context.users.change(user.sub, {
    attributes,
    status: 'CONFIRMED',
    password: storePassword(password, user.username, context),
  })
  return answerTokens(
    await signIn(context, {
      user: confirmed ?? user,
      client,
      source: 'TokenGeneration_NewPasswordChallenge',
      scopes: [userAdminScope],
      clientMetadata,
    }),
  )
}

function demandUserOf(context: Context, session: string, client: ClientSettings, username: string): User {
  const { sub } = context.newPasswordChallenges.read(session, client.clientId)
  const user = sub === undefined ? undefined : context.users.bySub(sub)
  const isSameUser = user !== undefined && context.users.find(username)?.sub === user.sub
  // An administrator may have set another password meanwhile.
  if (!isSameUser || user.status !== 'FORCE_CHANGE_PASSWORD') throw invalidSession()
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  return user
}

function readGiven(responses: ReadonlyMap<string, string>): Attributes {
  return new Map(
    [...responses].flatMap(([name, value]): [string, string][] =>
      name.startsWith(attributePrefix) && value !== '' ? [[name.slice(attributePrefix.length), value]] : [],
    ),
  )
}

/** What the user has from the challenge on: a required attribute with a value is not changed here. */
function mergeAttributes(
  user: User,
  given: Attributes,
  client: ClientSettings,
  settings: PoolSettings,
): Attributes {
  for (const name of given.keys()) {
    if (user.attributes.get(name) && settings.schema.get(name)?.isRequired === true)
      throw notAuthorized(`Cannot modify an already provided ${name}`)

    if (user.attributes.has(name) && settings.schema.get(name)?.isMutable === false)
      throw invalidParameter(`user.${name}: Attribute cannot be updated.`)
  }
  checkWritePermission(given, client)
  const unproven = (['email', 'phone_number'] as const)
    .filter((name) => given.has(name) && given.get(name) !== user.attributes.get(name))
    .map((name): [string, string] => [`${name}_verified`, 'false'])
  const merged = new Map([...user.attributes, ...unproven, ...given])
  const [missing] = listMissing(merged, settings.schema)
  if (missing !== undefined) throw invalidParameter(`Invalid attributes given, ${missing} is missing`)
  checkNewAttributes(new Map([...merged].filter(([name]) => name !== 'identities')), settings.schema)
  return merged
}
