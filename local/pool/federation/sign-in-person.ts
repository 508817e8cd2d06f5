/** Finds or creates the user for a person whom an identity provider signs in. */
import { demandFreeAlias } from '../users/aliases.ts'
import { drawUuid } from '../chance.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import type { Context } from '../context.ts'
import { notAuthorized, userNotFound } from '../errors.ts'
import { storeIdentities, subjectAttribute } from '../users/linked-identities.ts'
import type { ManagedLogin } from '../oauth/managed-login.ts'
import { tellConfirmed } from '../triggers/post-confirmation.ts'
import { askPreAuthentication } from '../triggers/pre-authentication.ts'
import { askPreSignUp } from '../triggers/pre-sign-up.ts'
import { isSignInName, type User } from '../users/users.ts'
import { checkFirstAttributes, checkLaterAttributes, mapAttributes, readClaims } from './attribute-mapping.ts'
import type { ProviderSettings } from './identity-providers.ts'
import { ProviderRefusal } from './provider-refusal.ts'

export interface Person {
  readonly provider: ProviderSettings
  readonly claims: ReadonlyMap<string, unknown>
  readonly client: ClientSettings
}

/** @throws PoolError when a trigger or the pool refuses; ProviderRefusal as switched. */
export async function signInPerson(login: ManagedLogin, context: Context, person: Person): Promise<User> {
  const known = findUser(context, person)
  if (known === undefined) return admit(login, context, person)
  // Of a first sign-in pre sign-up was asked. The attributes are those of the last one still.
  await askPreAuthentication(context, { user: known, username: known.username, client: person.client })
  return update(context, person, context.users.bySub(known.sub) ?? known)
}

/** The user of an earlier sign-in, or the user to whom the identity is linked. */
function findUser(context: Context, { provider, claims }: Person): User | undefined {
  const sub = context.linkedIdentities.find(provider.name, readClaims(claims))
  return sub === undefined ? undefined : context.users.bySub(sub)
}

async function admit(login: ManagedLogin, context: Context, person: Person): Promise<User> {
  const { provider, client } = person
  const { settings, users } = context
  const claims = readClaims(person.claims)
  const attributes = mapAttributes(claims, provider)
  checkFirstAttributes(attributes, settings.schema, client)
  const subject = claims.get('sub') ?? ''
  const prefix =
    login.switches.providerInUserName === 'lower-case' ? provider.name.toLowerCase() : provider.name
  const username = `${prefix}_${subject}`
  const flags = await askPreSignUp(context, {
    triggerSource: 'PreSignUp_ExternalProvider',
    userName: username,
    clientId: client.clientId,
    attributes: new Map([['cognito:email_alias', ''], ['cognito:phone_number_alias', ''], ...attributes]),
    validationData: new Map(),
    clientMetadata: undefined,
  })
  const linked = findUser(context, person)
  const isNameTaken = users.find(username) !== undefined
  if (isNameTaken || (linked !== undefined && login.switches.linkingSignIn === 'fails'))
    throw new ProviderRefusal('invalid_request', `Already found an entry for username ${username}`)

  if (linked !== undefined) return update(context, person, linked)

  const verified = new Map(attributes)
  if (login.switches.federatedAutoVerify === 'applied') {
    if (flags.autoVerifyEmail) verified.set('email_verified', 'true')
    if (flags.autoVerifyPhone) verified.set('phone_number_verified', 'true')
  }
  const user = users.add({
    username,
    sub: drawUuid(context.random),
    attributes: verified,
    status: 'EXTERNAL_PROVIDER',
    password: undefined,
    createdAtMs: context.clock(),
  })
  context.linkedIdentities.link(user.sub, {
    providerName: provider.name,
    providerType: provider.type,
    attributeName: subjectAttribute,
    value: subject,
    isPrimary: true,
    createdAtMs: context.clock(),
  })
  joinProviderGroup(context, provider, user)
  const stored = storeIdentities(context, user) ?? user
  await tellConfirmed(context, stored, {
    triggerSource: 'PostConfirmation_ConfirmSignUp',
    clientId: client.clientId,
    clientMetadata: undefined,
  })
  return users.bySub(user.sub) ?? stored
}

function update(context: Context, person: Person, user: User): User {
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  const attributes = mapAttributes(readClaims(person.claims), person.provider)
  checkLaterAttributes(attributes, context.settings.schema, person.client)
  const candidate = { ...user, attributes: new Map([...user.attributes, ...attributes]) }
  for (const name of ['email', 'phone_number', 'preferred_username'] as const) {
    if (attributes.has(name) && isSignInName(candidate, name, context.settings))
      demandFreeAlias(context, name, candidate)
  }
  const updated = context.users.change(user.sub, { attributes: candidate.attributes })
  if (updated === undefined) throw userNotFound()
  return updated
}

/** Puts the user into `<pool id>_<provider>`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html */
function joinProviderGroup(context: Context, provider: ProviderSettings, user: User): void {
  const name = `${context.poolId}_${provider.name}`
  if (context.groups.get(name) === undefined) {
    context.groups.add({
      name,
      description: `Autogenerated group for users who sign in using ${provider.name}`,
      roleArn: undefined,
      precedence: undefined,
      createdAtMs: context.clock(),
    })
  }
  context.groups.join(name, user.sub)
}
