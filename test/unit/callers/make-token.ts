/** Tokens as a user pool signs them, and wrong ones as people try them. */
import { createSign, generateKeyPairSync } from 'node:crypto'

export const userPoolId = 'eu-central-1_AbCdEf123'
export const clientId = '7example1client2id3'
export const issuer = `https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`
/** The instant of all tests, in seconds. */
export const nowS = 1_800_000_000

export interface KeyPair {
  readonly kid: string
  sign(text: string): string
  readonly jwk: object
}

export function makeKeys(kid: string): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  return {
    kid,
    sign: (text) => createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url'),
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' },
  }
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An access token of the pool for an hour, with these claims changed; undefined takes one away. */
export function makeToken(
  keys: KeyPair,
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): string {
  const signed = `${encode({ kid: keys.kid, alg: 'RS256', ...header })}.${encode({
    sub: '4f0c6e0a-0000-4000-8000-000000000001',
    iss: issuer,
    token_use: 'access',
    client_id: clientId,
    scope: 'openid',
    username: 'ada@example.com',
    auth_time: nowS - 60,
    iat: nowS - 60,
    exp: nowS + 3_600,
    ...claims,
  })}`
  return `${signed}.${keys.sign(signed)}`
}

/** An ID token of the pool for an hour. */
export function makeIdToken(keys: KeyPair, claims: Readonly<Record<string, unknown>> = {}): string {
  return makeToken(keys, {
    token_use: 'id',
    aud: clientId,
    client_id: undefined,
    scope: undefined,
    ...claims,
  })
}
