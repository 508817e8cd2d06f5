/** What an app client may do, read from the template's `AWS::Cognito::UserPoolClient` properties. */
import {
  readChoice,
  readFlag,
  readNumber,
  readSection,
  readText,
  readTexts,
  type TemplateProperties,
} from '../codes/template.ts'

export interface ClientOptions {
  readonly clientId: string
  readonly clientSecret?: string
  readonly name: string
  readonly properties: TemplateProperties
}

export type AuthFlow =
  | 'USER_PASSWORD_AUTH'
  | 'ADMIN_USER_PASSWORD_AUTH'
  | 'USER_SRP_AUTH'
  | 'CUSTOM_AUTH'
  | 'REFRESH'
  | 'USER_AUTH'

export interface ClientSettings {
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly name: string
  readonly flows: ReadonlySet<AuthFlow>
  readonly accessValidityS: number
  readonly idValidityS: number
  readonly refreshValidityS: number
  readonly hidesUserExistence: boolean
  /** How long a person may take to answer a challenge of a sign-in. */
  readonly challengeValidityMs: number
  /** undefined: every attribute. */
  readonly readAttributes: readonly string[] | undefined
  /** undefined: every attribute. */
  readonly writeAttributes: readonly string[] | undefined
  readonly canRevoke: boolean
  /** undefined: refresh tokens do not rotate. */
  readonly rotationGraceS: number | undefined
  readonly properties: TemplateProperties
}

const unitS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const
type Unit = keyof typeof unitS

const flowOfName: ReadonlyMap<string, AuthFlow> = new Map([
  ['ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
  ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH'],
  ['ALLOW_USER_SRP_AUTH', 'USER_SRP_AUTH'],
  ['ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH'],
  ['ALLOW_REFRESH_TOKEN_AUTH', 'REFRESH'],
  ['ALLOW_USER_AUTH', 'USER_AUTH'],
  ['USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
  ['ADMIN_NO_SRP_AUTH', 'ADMIN_USER_PASSWORD_AUTH'],
  ['CUSTOM_AUTH_FLOW_ONLY', 'CUSTOM_AUTH'],
])

/** @throws TypeError with one sentence when Cognito would refuse these properties. */
export function readClientSettings(client: ClientOptions): ClientSettings {
  const { clientId, clientSecret, name, properties } = client
  const needsSecret = readFlag(properties, 'GenerateSecret', false)
  if (needsSecret && clientSecret === undefined)
    throw new TypeError(`The app client ${name} has GenerateSecret, but no clientSecret was given.`)

  const units = readSection(properties, 'TokenValidityUnits')
  const validityS = (token: string, unit: Unit, amount: number): number =>
    (readNumber(properties, `${token}Validity`) || amount) * unitS[readUnit(units, token, unit)]
  const rotation = readSection(properties, 'RefreshTokenRotation')
  const isRotating = readChoice(rotation, 'Feature', ['ENABLED', 'DISABLED'], 'DISABLED') === 'ENABLED'
  const flows = readFlows(properties, isRotating)
  if (isRotating && flows.has('REFRESH')) {
    throw new TypeError(
      `The app client ${name} has RefreshTokenRotation and ALLOW_REFRESH_TOKEN_AUTH; Cognito allows one of them.`,
    )
  }
  return {
    clientId,
    clientSecret,
    name,
    flows,
    accessValidityS: validityS('AccessToken', 'hours', 1),
    idValidityS: validityS('IdToken', 'hours', 1),
    refreshValidityS: validityS('RefreshToken', 'days', 30),
    hidesUserExistence:
      readChoice(properties, 'PreventUserExistenceErrors', ['ENABLED', 'LEGACY'], 'LEGACY') === 'ENABLED',
    challengeValidityMs: readChallengeValidity(properties),
    readAttributes: readTexts(properties, 'ReadAttributes'),
    writeAttributes: readTexts(properties, 'WriteAttributes'),
    canRevoke: readFlag(properties, 'EnableTokenRevocation', true),
    rotationGraceS: isRotating ? (readNumber(rotation, 'RetryGracePeriodSeconds') ?? 0) : undefined,
    properties,
  }
}

function readChallengeValidity(properties: TemplateProperties): number {
  const minutes = readNumber(properties, 'AuthSessionValidity') ?? 3
  if (minutes < 3 || minutes > 15)
    throw new TypeError(`AuthSessionValidity is ${minutes}; Cognito allows 3 to 15 minutes.`)

  return minutes * 60_000
}

function readUnit(units: TemplateProperties, token: string, fallback: Unit): Unit {
  // The validity is RefreshTokenValidity, its unit is RefreshToken.
  return readText(units, token) === undefined
    ? fallback
    : readChoice(units, token, ['seconds', 'minutes', 'hours', 'days'], fallback)
}

function readFlows(properties: TemplateProperties, isRotating: boolean): ReadonlySet<AuthFlow> {
  const names = readTexts(properties, 'ExplicitAuthFlows') ?? []
  if (names.length === 0)
    return new Set<AuthFlow>(['USER_SRP_AUTH', 'CUSTOM_AUTH', ...(isRotating ? [] : ['REFRESH' as const])])

  const flows = names.map((name) => {
    const flow = flowOfName.get(name)
    if (flow === undefined) throw new TypeError(`ExplicitAuthFlows has ${name}, which Cognito does not know.`)
    return flow
  })
  // Clients from before the ALLOW_ names could always refresh.
  const isLegacy = names.every((name) => !name.startsWith('ALLOW_'))
  return new Set<AuthFlow>(isLegacy ? [...flows, 'REFRESH'] : flows)
}
