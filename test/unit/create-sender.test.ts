/** `create --sender` takes what `from` of welcomeMail takes. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSender } from '../../create/sender.ts'
import { sender } from '../../triggers/post-confirmation/mail-options.ts'

function isTakenBySuite(from: string): boolean {
  try {
    sender.test(from, { member: 'welcomeMail', path: 'from' })
    return true
  } catch {
    return false
  }
}

test.each([
  ['a@b.example', true],
  ["Sinéad O'Neil <a@b.example>", false],
  ["O'Neil <a@b.example>", true],
  ['"Acme, Inc." <a@b.example>', true],
  ['Acme, Inc. <a@b.example>', false],
  ['A <a@b>', false],
  ['A <a@b.1>', false],
  ['A <"a b"@b.example>', false],
  ['"a.."@b.example', true],
  [' a@b.example', false],
  ['', false],
  ["a'b@c.example", true],
  [`${'a'.repeat(65)}@b.example`, false],
])('a sender such as %j', (from, isTaken) => {
  expect(isSender(from)).toBe(isTaken)
  expect(isTakenBySuite(from)).toBe(isTaken)
})

test('any text is a sender for both, or for neither', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    '1',
    '@',
    '.',
    '<',
    '>',
    '"',
    "'",
    ' ',
    '\\',
    ',',
    ':',
    '-',
    'é',
    '\n',
    '[',
  )
  const odd = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
  const nearly = fc
    .tuple(odd, fc.array(piece, { maxLength: 3 }), fc.array(piece, { maxLength: 3 }))
    .map(([name, local, host]) => `${name}<a${local.join('')}@b${host.join('')}.example>`)

  fc.assert(
    fc.property(fc.oneof(odd, nearly), (from) => {
      expect(isSender(from)).toBe(isTakenBySuite(from))
    }),
    { numRuns: 2_000 },
  )
})
