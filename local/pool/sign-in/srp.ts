/** The server's side of SRP-6a as Cognito's clients speak it: a 3,072 bit group, SHA-256, and HKDF for the key. */
import { createHash, createHmac, getDiffieHellman, hkdfSync } from 'node:crypto'
import type { RandomBytes } from '../chance.ts'

/** What the pool keeps of a password for SRP. */
export interface SrpVerifier {
  readonly salt: bigint
  readonly verifier: bigint
}

/** Made for one sign-in. */
export interface SrpKeys {
  readonly privateKey: bigint
  readonly publicKey: bigint
}

export interface SrpIdentity {
  /** The part of the pool's id after its region. */
  readonly poolName: string
  /** `USER_ID_FOR_SRP` */
  readonly userId: string
}

export type SrpClaim = SrpIdentity & {
  readonly secretBlock: Uint8Array
  /** As the client wrote it. */
  readonly timestamp: string
}

/** The group of RFC 3526 section 4, which is the one of RFC 5054 but for its generator: Cognito's is 2. */
const prime = fromBytes(getDiffieHellman('modp15').getPrime())
const generator = 2n
const multiplier = hashNumbers(prime, generator)

const saltBytes = 16
/** RFC 5054 section 2.5.4 asks for 256 bits. */
const privateKeyBytes = 32
const claimKeyBytes = 16
const keyPurpose = 'Caldera Derived Key'

/** About 3 ms. */
export function makeSrpVerifier(password: string, identity: SrpIdentity, random: RandomBytes): SrpVerifier {
  const salt = fromBytes(random(saltBytes))
  const { poolName, userId } = identity
  const inner = createHash('sha256').update(`${poolName}${userId}:${password}`).digest()
  const x = fromBytes(createHash('sha256').update(toBytes(salt)).update(inner).digest())
  return { salt, verifier: power(generator, x) }
}

/** A verifier for an unknown password. */
export function makeSimulatedVerifier(salt: Uint8Array, random: RandomBytes): SrpVerifier {
  return { salt: fromBytes(salt), verifier: power(generator, fromBytes(random(privateKeyBytes))) }
}

export function makeSrpKeys({ verifier }: SrpVerifier, random: RandomBytes): SrpKeys {
  const privateKey = fromBytes(random(privateKeyBytes))
  return { privateKey, publicKey: (multiplier * verifier + power(generator, privateKey)) % prime }
}

/** The client's public key; undefined when it is not a number, or when it would reveal the secret. */
export function readSrpPublicKey(hex: string): bigint | undefined {
  if (!/^[\da-f]{1,1024}$/i.test(hex)) return undefined
  const publicKey = BigInt(`0x${hex}`)
  return publicKey % prime === 0n ? undefined : publicKey
}

/** The key that both sides know when the client had the password. */
export function deriveClaimKey(
  server: SrpKeys,
  clientPublicKey: bigint,
  { verifier }: SrpVerifier,
): Uint8Array {
  const scramble = hashNumbers(clientPublicKey, server.publicKey)
  const secret = power((clientPublicKey * power(verifier, scramble)) % prime, server.privateKey)
  return new Uint8Array(hkdfSync('sha256', toBytes(secret), toBytes(scramble), keyPurpose, claimKeyBytes))
}

/** What a client that had the password sends as `PASSWORD_CLAIM_SIGNATURE`. */
export function signClaim(key: Uint8Array, claim: SrpClaim): Uint8Array {
  return createHmac('sha256', key)
    .update(claim.poolName)
    .update(claim.userId)
    .update(claim.secretBlock)
    .update(claim.timestamp)
    .digest()
}

/** How clients read numbers. */
export function toHex(number: bigint): string {
  return number.toString(16)
}

function hashNumbers(...numbers: readonly bigint[]): bigint {
  const hash = createHash('sha256')
  for (const number of numbers) hash.update(toBytes(number))
  return fromBytes(hash.digest())
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base % prime
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % prime
    square = (square * square) % prime
  }
  return result
}

/** Big-endian and signed as Java's BigInteger has it: a zero byte comes first where the highest bit is set. */
function toBytes(number: bigint): Uint8Array {
  const hex = number.toString(16)
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex')
}

function fromBytes(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}
