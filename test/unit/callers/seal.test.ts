/** What is sealed opens by our keys, for its own purpose, unchanged; by nothing else. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSealer } from '../../../callers/shared/seal.ts'

const { signal } = new AbortController()
const one = 'a'.repeat(32)
const two = 'b'.repeat(32)

function sealing(first: string) {
  const secret = { text: first, stored: first, reads: 0, isDown: false }
  const clock = { nowMs: 0, epochMs: () => clock.nowMs }
  const sealer = createSealer(
    {
      read: () => Promise.resolve(secret.text),
      readAnew() {
        secret.reads += 1
        if (secret.isDown) return Promise.reject(new Error('down'))
        secret.text = secret.stored
        return Promise.resolve(secret.text)
      },
    },
    clock,
  )
  return { sealer, secret, clock }
}

test('any text opens unchanged, and never twice as the same sealed text', async () => {
  const { sealer } = sealing(one)
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      const [sealed, again] = [await sealer.seal(text, 'p', signal), await sealer.seal(text, 'p', signal)]

      expect(await sealer.open(sealed, 'p', signal)).toBe(text)
      expect(again).not.toBe(sealed)
      expect(sealed).toMatch(/^[\da-f]{8}\.[\w-]+$/)
    }),
    { numRuns: 50, seed: 3 },
  )
})

test('a changed text, another purpose and another key open nothing', async () => {
  const { sealer } = sealing(one)
  const sealed = await sealer.seal('hello', 'p', signal)

  for (let at = 9; at < sealed.length; at += 1) {
    const other = sealed[at] === 'A' ? 'B' : 'A'
    const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
    // The last character of base64 holds bits that count for nothing.
    if (at < sealed.length - 1) expect(await sealer.open(changed, 'p', signal)).toBeUndefined()
  }
  for (const wrong of ['', '.', sealed.slice(0, 20), `${sealed}AAAA`, `00000000${sealed.slice(8)}`])
    expect(await sealer.open(wrong, 'p', signal)).toBeUndefined()
  expect(await sealer.open(sealed, 'q', signal)).toBeUndefined()
  expect(await sealing(two).sealer.open(sealed, 'p', signal)).toBeUndefined()
})

test('the first key seals, the second still opens', async () => {
  const old = await sealing(one).sealer.seal('hello', 'p', signal)
  const { sealer } = sealing(`${two} ${one}`)

  expect(await sealer.open(old, 'p', signal)).toBe('hello')
  expect(await sealing(two).sealer.open(await sealer.seal('new', 'p', signal), 'p', signal)).toBe('new')
})

test('an unknown key makes the secret be read anew, at most every ten seconds', async () => {
  const { sealer, secret, clock } = sealing(one)
  await sealer.seal('x', 'p', signal)
  secret.stored = `${two} ${one}`
  const sealed = await sealing(two).sealer.seal('hello', 'p', signal)

  expect(await sealer.open(sealed, 'p', signal)).toBe('hello')
  const forged = `ffffffff${sealed.slice(8)}`
  for (let tries = 0; tries < 5; tries += 1) expect(await sealer.open(forged, 'p', signal)).toBeUndefined()
  expect(secret.reads).toBe(1)
  clock.nowMs = 10_000
  await sealer.open(forged, 'p', signal)
  expect(secret.reads).toBe(2)
})

test.each<[string, (secret: ReturnType<typeof sealing>['secret']) => void]>([
  ['a secret that cannot be read', (secret) => (secret.isDown = true)],
  ['a secret that an operator mistyped', (secret) => (secret.stored = 'short')],
])('a stranger with an unknown key and %s take nothing from who has a session', async (_, spoil) => {
  const { sealer, secret } = sealing(one)
  const sealed = await sealer.seal('hello', 'p', signal)
  spoil(secret)

  await sealer.open(`ffffffff${sealed.slice(8)}`, 'p', signal).catch(() => {})

  expect(secret.reads).toBe(1)
  expect(await sealer.open(sealed, 'p', signal)).toBe('hello')
  expect(await sealer.open(await sealer.seal('new', 'p', signal), 'p', signal)).toBe('new')
})

test.each(['', 'short', `${one} ${two} ${one}`, `${one}\u0000`, 'ä'.repeat(32)])(
  'a secret such as %j is refused without being quoted',
  async (text) => {
    const { sealer } = sealing(text)

    const refused = sealer.seal('x', 'p', signal)

    await expect(refused).rejects.toThrow('The secret of the sealing keys must hold one or two keys')
    if (text !== '') await expect(refused).rejects.not.toThrow(text)
  },
)
