/** The client's side of SRP-6a in Cognito's form, written from RFC 5054 for the tests alone. */
import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto'

export interface SrpClient {
  /** `SRP_A` */
  readonly publicHex: string
  /** `ChallengeResponses` that prove the password. */
  readonly prove: (
    challenge: Readonly<Record<string, string>>,
    password: string,
    poolName: string,
  ) => Record<string, string>
}

const n = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`)

export function createSrpClient(): SrpClient {
  const a = BigInt(`0x${randomBytes(32).toString('hex')}`)
  const publicKey = power(2n, a)
  return {
    publicHex: publicKey.toString(16),
    prove: (challenge, password, poolName) => {
      const { SALT = '', SRP_B = '', USER_ID_FOR_SRP = '', SECRET_BLOCK = '' } = challenge
      const b = BigInt(`0x${SRP_B}`)
      const u = hash(publicKey, b)
      const inner = createHash('sha256').update(`${poolName}${USER_ID_FOR_SRP}:${password}`).digest()
      const x = toNumber(
        createHash('sha256')
          .update(signed(BigInt(`0x${SALT}`)))
          .update(inner)
          .digest(),
      )
      const k = hash(n, 2n)
      const base = (((b - k * power(2n, x)) % n) + n) % n
      const secret = power(base, a + u * x)
      const key = hkdfSync('sha256', signed(secret), signed(u), 'Caldera Derived Key', 16)
      const timestamp = 'Mon Nov 23 12:00:00 UTC 2026'
      const signature = createHmac('sha256', new Uint8Array(key))
        .update(poolName + USER_ID_FOR_SRP)
        .update(Buffer.from(SECRET_BLOCK, 'base64'))
        .update(timestamp)
        .digest('base64')
      return {
        USERNAME: USER_ID_FOR_SRP,
        PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
        PASSWORD_CLAIM_SIGNATURE: signature,
        TIMESTAMP: timestamp,
      }
    },
  }
}

function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n
  const root = power(base, exponent >> 1n)
  const square = (root * root) % n
  return (exponent & 1n) === 1n ? (square * base) % n : square
}

function hash(...numbers: readonly bigint[]): bigint {
  return toNumber(
    createHash('sha256')
      .update(Buffer.concat(numbers.map(signed)))
      .digest(),
  )
}

function signed(number: bigint): Buffer {
  const hex = number.toString(16)
  const isPadded = hex.length % 2 === 1 || /^[89a-f]/.test(hex)
  return Buffer.from(isPadded ? `${hex.length % 2 === 1 ? '0' : '00'}${hex}` : hex, 'hex')
}

function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`)
}
