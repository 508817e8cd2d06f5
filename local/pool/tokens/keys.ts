/** The RS256 key pair that signs a pool's tokens. */
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

export interface KeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  /** The public key as the JSON Web Key Set shows it, with `kid`, `alg` and `use`. */
  readonly publicJwk: JWK & { readonly kid: string }
}

/** Makes a key pair; takes about 100 ms, so tests share one. */
export async function makeKeyPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', {
    modulusLength: 2_048,
    extractable: true,
  })
  return withJwk(privateKey, publicKey)
}

/** The pair as one private key. */
export function exportKeyPair({ privateKey }: KeyPair): Promise<JWK> {
  return exportJWK(privateKey)
}

/** The pair of a private key that was exported.
 * @throws TypeError when it is none */
export async function importKeyPair(jwk: JWK): Promise<KeyPair> {
  const { n = '', e = '' } = jwk
  const privateKey = await importJWK(jwk, 'RS256', { extractable: true })
  const publicKey = await importJWK({ kty: 'RSA', n, e }, 'RS256', { extractable: true })
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array)
    throw new TypeError('The key is no RSA key.')
  return withJwk(privateKey, publicKey)
}

async function withJwk(privateKey: CryptoKey, publicKey: CryptoKey): Promise<KeyPair> {
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  return { privateKey, publicKey, publicJwk: { ...jwk, kid, alg: 'RS256', use: 'sig' } }
}
