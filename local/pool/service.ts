/** Starts a user pool on this machine that answers any AWS client as Amazon Cognito would. */
import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type Clock, systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { RandomBytes } from './chance.ts'
import type { ReservedClaims } from '@cognito-trigger-suite/triggers/testing/claim-overrides'
import { createChallenges } from './sign-in/challenges.ts'
import { readClientSettings, type ClientOptions } from './settings/client-settings.ts'
import { createCodes } from './codes/codes.ts'
import type { Mailbox, Pool, UnconfirmedSignIn } from './context.ts'
import { readIdentityProviders } from './federation/identity-providers.ts'
import { emptyMemory, type PoolMemory } from './memory.ts'
import { createGroups, readGroup, type GroupOptions } from './users/groups.ts'
import { makeApp } from './http.ts'
import { makeKeyPair, type KeyPair } from './tokens/keys.ts'
import { createLinkedIdentities } from './users/linked-identities.ts'
import { serve } from '../serve.ts'
import { listNotSimulated } from './not-simulated.ts'
import { createManagedLogin, type ManagedLoginOptions } from './oauth/managed-login.ts'
import { type PoolSettings, readPoolSettings } from './settings/pool-settings.ts'
import type { OmittedSettings } from './settings/pool-update.ts'
import { createSessions } from './sign-in/sessions.ts'
import { createSimulatedUsers } from './users/simulated-users.ts'
import type { TemplateProperties } from './codes/template.ts'
import type { InvokeTrigger, TriggerCallRecord } from './triggers/triggers.ts'
import { type SeedUser, seedUsers } from './users/seed-users.ts'
import { createUsers, type UserStatus } from './users/users.ts'

export type UserPoolOptions = ManagedLoginOptions & {
  /** 0 takes a free port. */
  readonly port: number
  readonly region: string
  readonly accountId: string
  readonly poolId: string
  /** Default: made of region, account and pool id. */
  readonly poolArn?: string
  /** Resolved properties of `AWS::Cognito::UserPool`, in the template's spelling. */
  readonly pool: TemplateProperties
  readonly clients: readonly ClientOptions[]
  readonly groups?: readonly GroupOptions[]
  /** Users that are there from the start. */
  readonly seedUsers?: readonly SeedUser[]
  readonly invokeTrigger: InvokeTrigger
  /** Whether the function's resource policy lets this pool invoke it. */
  readonly isTriggerAllowed: (functionArn: string, poolArn: string) => boolean | Promise<boolean>
  readonly mailbox: Mailbox
  /** Called after each attempt to call a trigger. */
  readonly onTriggerCall?: (record: TriggerCallRecord) => void
  /** Called with errors that are this program's own fault. Default: ignored. */
  readonly onDefect?: (error: unknown) => void
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly clock?: () => number
  /** Default: the system's random bytes. */
  readonly random?: RandomBytes
  /** How many times in all the pool calls a trigger that does not answer in time. Default 3. */
  readonly attempts?: number
  /** Milliseconds one attempt may take. Default 5,000, Cognito's own. */
  readonly attemptLimitMs?: number
  /** The timer of that limit. Default: the system's. */
  readonly timer?: Pick<Clock, 'after'>
  /** Default: a new one; about 100 ms. */
  readonly keyPair?: KeyPair
  /** What the pool knows at its start, and where it puts what it learns. Default: nothing. */
  readonly memory?: PoolMemory
  /** Each answer waits for it. Default: for nothing. */
  readonly beforeAnswer?: () => Promise<void>
  /** What happens to a trigger's change of a claim that AWS reserves. Default `reject`. */
  readonly reservedClaims?: ReservedClaims
  /** What UpdateUserPool does to settings that it leaves out. Default `reset`. */
  readonly omittedSettings?: OmittedSettings
  /** Default `before-password`. */
  readonly unconfirmedSignIn?: UnconfirmedSignIn
  /** When the pre authentication trigger is asked about a password that was sent. Default `before-password`. */
  readonly preAuthentication?: Pool['preAuthentication']
}

export interface PoolDump {
  readonly users: readonly {
    readonly username: string
    readonly sub: string
    readonly status: UserStatus
    readonly isEnabled: boolean
    readonly attributes: { readonly [name: string]: string }
    readonly groups: readonly string[]
  }[]
  readonly groups: readonly string[]
}

export interface UserPool {
  readonly port: number
  readonly endpoint: string
  readonly issuer: string
  /** Settings of the template that are accepted but not acted on, such as `LambdaConfig.PreAuthentication`. */
  readonly notSimulated: readonly string[]
  /** The state, for tests; it has no password. */
  readonly dump: () => PoolDump
  /** Follows other properties of the template from the next request on, except those of `lastingProperties`, and has its
   * further groups.
   * @throws TypeError when Cognito would refuse these properties */
  readonly adopt: (next: {
    readonly pool: TemplateProperties
    readonly groups: readonly GroupOptions[]
  }) => void
  /** Stops listening and gives up waiting for triggers. */
  readonly close: () => Promise<void>
}

/** The properties that a pool has for as long as it lives. */
export const lastingProperties = [
  'UsernameAttributes',
  'AliasAttributes',
  'UsernameConfiguration',
  'Schema',
] as const

function keepLasting({ usernameAttributes, aliasAttributes, isCaseSensitive, schema }: PoolSettings) {
  return { usernameAttributes, aliasAttributes, isCaseSensitive, schema }
}

/**
 * @throws TypeError when the template has settings that Cognito would refuse.
 * @throws Error when the port is taken.
 */
export async function startUserPool(options: UserPoolOptions): Promise<UserPool> {
  const { region, accountId, poolId, mailbox } = options
  const clock = options.clock ?? Date.now
  const random = options.random ?? randomBytes
  let template = options.pool
  let settings = readPoolSettings(template)
  let adopted = template
  let modifiedAtMs = clock()
  const update = (next: TemplateProperties): void => {
    settings = { ...readPoolSettings(next), ...keepLasting(settings) }
    template = next
    modifiedAtMs = clock()
  }
  const clients = options.clients.map(readClientSettings)
  const poolArn = options.poolArn ?? `arn:aws:cognito-idp:${region}:${accountId}:userpool/${poolId}`
  const closing = new AbortController()
  const memory = options.memory ?? emptyMemory()
  const groups = createGroups(memory.groups)
  const addGroups = (given: readonly GroupOptions[]): void => {
    for (const group of given) if (groups.get(group.name) === undefined) groups.add(readGroup(group, clock()))
  }
  addGroups(options.groups ?? [])
  let issuer = ''
  const pool: Pool = {
    region,
    poolId,
    poolArn,
    issuer: () => issuer,
    createdAtMs: modifiedAtMs,
    get modifiedAtMs() {
      return modifiedAtMs
    },
    get template() {
      return template
    },
    get settings() {
      return settings
    },
    clients: new Map(clients.map((client) => [client.clientId, client])),
    users: createUsers(settings, clock, memory.users),
    groups,
    identityProviders:
      options.identityProviders === undefined
        ? undefined
        : readIdentityProviders(options.identityProviders, settings.schema),
    linkedIdentities: createLinkedIdentities(memory.links),
    sessions: createSessions(random, clock, memory.sessions),
    newPasswordChallenges: createChallenges(random, clock),
    srpChallenges: createChallenges(random, clock),
    simulatedUsers: createSimulatedUsers(random),
    codes: createCodes(random, clock, memory.codes),
    keyPair: options.keyPair ?? (await makeKeyPair()),
    mailbox,
    triggers: {
      invokeTrigger: options.invokeTrigger,
      isTriggerAllowed: options.isTriggerAllowed,
      onTriggerCall: options.onTriggerCall ?? (() => undefined),
      poolArn,
      attempts: options.attempts ?? 3,
      attemptLimitMs: options.attemptLimitMs ?? 5_000,
      timer: options.timer ?? systemClock,
      clock,
      closing: closing.signal,
    },
    reservedClaims: options.reservedClaims ?? 'reject',
    preAuthentication: options.preAuthentication ?? 'before-password',
    unconfirmedSignIn: options.unconfirmedSignIn ?? 'before-password',
    clock,
    random,
    omittedSettings: options.omittedSettings ?? 'reset',
    update,
  }
  seedUsers(pool, options.seedUsers ?? [])
  const login = createManagedLogin(pool, options)
  const app = makeApp(pool, login, options.onDefect ?? (() => undefined), options.beforeAnswer)
  const { endpoint, close } = await serve(app, options.port, 'own-checks')
  issuer = `${endpoint}/${poolId}`
  return {
    port: Number(new URL(endpoint).port),
    endpoint,
    issuer,
    notSimulated: listNotSimulated(options.pool),
    dump: () => ({
      users: pool.users.all().map((user) => ({
        username: user.username,
        sub: user.sub,
        status: user.status,
        isEnabled: user.isEnabled,
        attributes: Object.fromEntries(user.attributes),
        groups: groups.groupsOf(user.sub).map((group) => group.name),
      })),
      groups: groups.all().map((group) => group.name),
    }),
    adopt: (next) => {
      // As a stack update, which leaves alone what changed outside until the template's own properties change.
      if (!isDeepStrictEqual(next.pool, adopted)) update(next.pool)
      adopted = next.pool
      addGroups(next.groups)
    },
    close: () => {
      closing.abort()
      return close()
    },
  }
}
