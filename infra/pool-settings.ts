/** Reads the settings of the pool that a team keeps in cdk.json, as context `pool`: what `triggers/suite.ts` cannot hold,
 * because it is no part of a function. */
import type { CognitoTriggerSuiteProps } from './suite-props.ts'
import type { OidcProvider } from './identity-providers.ts'
import { isWritableAttribute, WRITABLE_ATTRIBUTES } from './writable-attributes.ts'
import type { WritableAttribute } from './writable-attributes.ts'

export type PoolSettings = Pick<
  CognitoTriggerSuiteProps,
  'callbackUrls' | 'logoutUrls' | 'writableAttributes' | 'preTokenGenerationVersion' | 'identityProviders'
>

const VERSIONS = ['V1_0', 'V2_0', 'V3_0'] as const

const NAMES = [
  'callbackUrls',
  'logoutUrls',
  'writableAttributes',
  'preTokenGenerationVersion',
  'identityProviders',
] as const satisfies readonly (keyof PoolSettings)[]

/**
 * Reads the settings; those that are left out keep the construct's defaults.
 *
 * @throws TypeError that names the setting and what it may be
 */
export function readPoolSettings(context: unknown): PoolSettings {
  if (context === undefined) return {}
  const settings = readObject(context, 'pool', NAMES)
  const read = <T>(name: keyof PoolSettings, reader: (value: unknown, where: string) => T): T | undefined =>
    settings[name] === undefined ? undefined : reader(settings[name], `pool.${name}`)
  return {
    callbackUrls: read('callbackUrls', readTexts),
    logoutUrls: read('logoutUrls', readTexts),
    writableAttributes: read('writableAttributes', readAttributes),
    preTokenGenerationVersion: read('preTokenGenerationVersion', readVersion),
    identityProviders: read('identityProviders', readProviders),
  }
}

function readProviders(value: unknown, where: string): readonly OidcProvider[] {
  return readList(value, where).map((each, index) => {
    const place = `${where}[${index}]`
    const names = ['name', 'issuer', 'clientId', 'clientSecretName', 'attributes', 'scopes']
    const provider = readObject(each, place, names)
    const text = (name: string): string => readText(provider[name], `${place}.${name}`)
    const { attributes, scopes } = provider
    return {
      name: text('name'),
      issuer: text('issuer'),
      clientId: text('clientId'),
      clientSecretName: text('clientSecretName'),
      ...(attributes === undefined ? {} : { attributes: readMapping(attributes, `${place}.attributes`) }),
      ...(scopes === undefined ? {} : { scopes: readTexts(scopes, `${place}.scopes`) }),
    }
  })
}

function readMapping(value: unknown, where: string): Readonly<Record<string, string>> {
  const claims = Object.entries(readObject(value, where))
  return Object.fromEntries(claims.map(([name, claim]) => [name, readText(claim, `${where}.${name}`)]))
}

function readAttributes(value: unknown, where: string): readonly WritableAttribute[] {
  return readTexts(value, where).map((name) => {
    if (isWritableAttribute(name)) return name
    throw mistake(where, `may hold ${WRITABLE_ATTRIBUTES.join(', ')}, and not ${JSON.stringify(name)}`)
  })
}

function readVersion(value: unknown, where: string): (typeof VERSIONS)[number] {
  const version = VERSIONS.find((each) => each === value)
  if (version === undefined) throw mistake(where, `must be one of ${VERSIONS.join(', ')}`)
  return version
}

function readTexts(value: unknown, where: string): readonly string[] {
  return readList(value, where).map((each, index) => readText(each, `${where}[${index}]`))
}

function readText(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw mistake(where, 'must be a text')
  return value
}

function readList(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw mistake(where, 'must be a list')
  return value
}

function readObject(
  value: unknown,
  where: string,
  names?: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mistake(where, 'must be an object')
  const stranger = Object.keys(value).find((name) => names?.includes(name) === false)
  if (stranger !== undefined)
    throw mistake(where, `holds ${JSON.stringify(stranger)}, which is none of ${names?.join(', ')}`)
  return { ...value }
}

function mistake(where: string, what: string): TypeError {
  return new TypeError(`Context ${where} ${what}: correct cdk.json.`)
}
