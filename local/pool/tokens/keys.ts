/** The RS256 key pair that signs a pool's tokens. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose'

export interface KeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  /** The public key as the JSON Web Key Set shows it, with `kid`, `alg` and `use`. */
  readonly publicJwk: JWK & { readonly kid: string }
}

/** Makes a key pair; takes about 100 ms, so tests share one. */
export async function makeKeyPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength: 2_048 })
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  return { privateKey, publicKey, publicJwk: { ...jwk, kid, alg: 'RS256', use: 'sig' } }
}
