import fc from 'fast-check'
import { checkSync } from 'recheck'
import { expect, test } from 'vitest'
import { checkPattern } from '../../../triggers/pre-sign-up/safe-pattern.ts'
import { runs } from '../../support/run-counts.ts'

test.each([
  /^[A-Z]{2}\d{4}$/,
  /^\+49\d{5,15}$/,
  /^(?:DE|AT|CH)-\d+$/i,
  /^[\p{L} '-]+$/u,
  /^[a-z]+@[a-z]+$/,
  /^a?b?c?d?$/,
  /^(a|b)(c|d)(e|f)(g|h)$/,
  /^[+*?(){}|]+$/,
  /^\(\d\)\+$/,
  /^x{3}y{0}$/,
  /^(a)[b]+$/,
  /^(a)\d+$/,
  /^(?:a)(?:b)(?:c)(?:d)e?$/,
  /^\p{L}\u{1f600}+$/u,
  new RegExp(`^${'a'.repeat(198)}$`),
])('%s is taken', (pattern) => {
  expect(checkPattern('owner', pattern, 128)).toBe(pattern)
})

test.each([
  [/[a-z]+/, 'is not anchored'],
  [/^[a-z]+/, 'is not anchored'],
  [/[a-z]+$/, 'is not anchored'],
  [/^a\$/, 'is not anchored'],
  [/^a$/g, 'has flags other than i and u'],
  [/^a$/y, 'has flags other than i and u'],
  [/^a$/m, 'has flags other than i and u'],
  [/^(a+)+$/, 'repeats a group'],
  [/^(?:a|a)*$/, 'repeats a group'],
  [/^(?:ab)?$/, 'repeats a group'],
  [/^(?:ab){2}$/, 'repeats a group'],
  [/^(a)\1$/, 'has a back reference'],
  [/^(?<n>a)\k<n>$/, 'has a back reference'],
  [/^(?=a)a$/, 'has a look-around or a named group'],
  [/^(?!a)b$/, 'has a look-around or a named group'],
  [/^(?<=a)b$/, 'has a look-around or a named group'],
  [/^(?<n>a)$/, 'has a look-around or a named group'],
  [/^a|b$/, 'has an alternative outside of a group'],
  [/^(a)|(b)$/, 'has an alternative outside of a group'],
  [/^a*b*c*$/, 'has more than 2 open repetitions'],
  [/^a+b*c{1,}$/, 'has more than 2 open repetitions'],
  [/^a{1,3}b{2,4}c{1,9}$/, 'has more than 2 open repetitions'],
  [/^a{10,20}b{10,}c{10,11}$/, 'has more than 2 open repetitions'],
  [/^a?b?c?d?e?$/, 'has more than 4 optional parts'],
  [/^(a)(b)(c)(d)(e)$/, 'has more than 4 groups'],
  [new RegExp(`^${'a'.repeat(199)}$`), 'is longer than 200 characters'],
])('%s is refused, because it %s', (pattern, why) => {
  expect(() => checkPattern('the owner', pattern, 128)).toThrow(TypeError)
  expect(() => checkPattern('the owner', pattern, 128)).toThrow(
    `the owner: the pattern ${why}; give it as ^...$ with at most 2 of * + {}`,
  )
})

test.each([
  // Four groups of 22 alternatives each; of twelve; of four that overlap.
  new RegExp(`^${`(${Array.from({ length: 22 }, () => 'a').join('|')})`.repeat(4)}a*a*$`),
  new RegExp(`^${'(a|a|a|a|a|a|a|a|a|a|a|a)'.repeat(4)}a*a*$`),
  /^(\w|\d|[a-z]|[0-9])(\w|\d|[a-z]|[0-9])(\w|\d|[a-z]|[0-9])(\w|\d|[a-z]|[0-9])[a-z0-9]*[0-9]*$/,
  /^((a|b|c|d|e)|(f|g|h|i|j)|(k|l|m|n|o))a*a*$/,
])('%s is refused: its alternatives multiply', (pattern) => {
  expect(() => checkPattern('the owner', pattern, 256)).toThrow(
    'the owner: the pattern has too many alternatives and optional parts for texts of 256 characters',
  )
})

test('what is too much for long texts may do for short ones', () => {
  const pattern = /^(a|b|c|d|e)(f|g|h|i|j)a*a*$/

  expect(() => checkPattern('the owner', pattern, 256)).toThrow(TypeError)
  expect(checkPattern('the owner', pattern, 128)).toBe(pattern)
})

/** The power of the text's length with which matching grows at worst: 1, 2 and so on, or Infinity when it doubles. */
function growthOf({ source, flags }: RegExp): number {
  // Its own JavaScript decides: no binary, no time limit, so the same answer on any machine.
  process.env['RECHECK_BACKEND'] = 'pure'
  const judged = checkSync(source, flags, { checker: 'automaton', timeout: null })
  if (judged.status === 'unknown')
    throw new Error(`the growth of ${source} is not known: ${judged.error.kind}`)
  switch (judged.complexity.type) {
    case 'constant':
    case 'linear':
    case 'safe':
      return 1
    case 'polynomial':
      return judged.complexity.degree
    case 'exponential':
      return Number.POSITIVE_INFINITY
  }
}

test.each([
  /^(a|a|a|a)(a|a|a|a)a*a*$/,
  new RegExp(`^${'(a|a|a|a|a|a|a|a)'.repeat(4)}a*$`),
  /^a*a*$/,
  /^[a-z]+[a-z]+$/,
  /^a?a?a?a?a*a*$/,
  /^(a|a)(a|a)(a|a)(a|a)a*a*$/,
  /^a{0,256}a{0,256}$/,
])('%s, which is taken, takes at worst the square of the length', (pattern) => {
  expect(growthOf(checkPattern('owner', pattern, 256))).toBeLessThanOrEqual(2)
})

const letter = fc.constantFrom('a', 'b', '[ab]', String.raw`\w`)
const group = fc
  .tuple(fc.constantFrom('(', '(?:'), fc.array(letter, { minLength: 1, maxLength: 3 }))
  .map(([open, letters]) => `${open}${letters.join('|')})`)
const nested = fc.tuple(letter, group).map(([first, second]) => `(?:${first}+|${second})`)
const part = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: letter }, group, nested),
    fc.constantFrom('', '', '?', '*', '+', '{2,9}'),
  )
  .map((both) => both.join(''))
const pattern = fc
  .array(part, { minLength: 1, maxLength: 5 })
  .map((parts) => new RegExp(`^${parts.join('')}$`))

const seed = 20_261_128
const patterns = runs({ few: 60, full: 1_000 })

test(`of ${patterns} random patterns, seed ${seed}, none that is taken grows faster than the square`, () => {
  const seen = { taken: 0, refused: 0 }

  fc.assert(
    fc.property(pattern, (random) => {
      if (!isTaken(random)) {
        seen.refused += 1
        return
      }
      seen.taken += 1
      expect(growthOf(random)).toBeLessThanOrEqual(2)
    }),
    { seed, numRuns: patterns },
  )

  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(patterns / 10)
})

function isTaken(random: RegExp): boolean {
  try {
    checkPattern('owner', random, 256)
    return true
  } catch {
    return false
  }
}
