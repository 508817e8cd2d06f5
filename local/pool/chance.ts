/** Everything the pool draws at random, from one injected source of bytes. */

/** Returns that many random bytes; the default is `node:crypto`'s. */
export type RandomBytes = (sizeBytes: number) => Uint8Array

export function drawUuid(random: RandomBytes): string {
  const bytes = Buffer.from(random(16))
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export function drawCode(random: RandomBytes): string {
  // Six bytes make the modulo's bias smaller than one in 10^8.
  return String(Buffer.from(random(6)).readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
}

/** An opaque string, safe in URLs, for refresh tokens and sessions. */
export function drawOpaque(random: RandomBytes, sizeBytes: number): string {
  return Buffer.from(random(sizeBytes)).toString('base64url')
}
