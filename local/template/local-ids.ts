/** Ids that AWS would make up, derived from a seed so that they stay the same over restarts. */
import { createHmac } from 'node:crypto'

/** The account that stands for the real one. */
export const localAccountId = '000000000000'

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Derives lower-case letters and digits, 1 to 64 of them, from the seed and what they are for. */
function deriveId(seed: string, purpose: string, length: number): string {
  const bytes = createHmac('sha512', seed).update(purpose).digest()
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('')
}

/** An app client's id; Cognito's have 26 characters. */
export function deriveClientId(seed: string, logicalId: string): string {
  return deriveId(seed, `client-id:${logicalId}`, 26)
}

/** The id of an API, or of a part of it; API Gateway's have 10 characters. */
export function deriveApiId(seed: string, logicalId: string): string {
  return deriveId(seed, `api-id:${logicalId}`, 10)
}

/** An app client's secret; Cognito's have about 51 characters. */
export function deriveClientSecret(seed: string, logicalId: string): string {
  return deriveId(seed, `client-secret:${logicalId}`, 51)
}

/** The name that CloudFormation would give a resource that names none, in Lambda's 64 characters. */
export function deriveName(stackName: string, part: string): string {
  const name = `${stackName}-${part}`
  return name.length <= 64 ? name : `${name.slice(0, 55)}-${deriveId('name', name, 8)}`
}
