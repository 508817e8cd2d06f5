import { describe, expect, test } from 'vitest'
import { checkPattern } from '../../../triggers/pre-sign-up/safe-pattern.ts'

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
  expect(checkPattern('owner', pattern)).toBe(pattern)
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
  expect(() => checkPattern('the owner', pattern)).toThrow(TypeError)
  expect(() => checkPattern('the owner', pattern)).toThrow(
    `the owner: the pattern ${why}; give it as ^...$ with at most 2 of * + {}`,
  )
})

describe('the slowest patterns that are taken', () => {
  test.each([
    /^a*a*$/,
    /^[a-z]+[a-z]+$/,
    /^a?a?a?a?a*a*$/,
    /^(a|a)(a|a)(a|a)(a|a)a*a*$/,
    /^a{0,256}a{0,256}$/,
  ])('%s ends on the worst text of 256 in under 2 ms', (pattern) => {
    const worst = `${'a'.repeat(255)}!`
    const timeMs = (): number => {
      const startedAt = performance.now()
      checkPattern('owner', pattern).test(worst)
      return performance.now() - startedAt
    }

    // The least of several: what the pattern takes, without what the machine does besides.
    expect(Math.min(...Array.from({ length: 9 }, timeMs))).toBeLessThan(2)
  })
})
