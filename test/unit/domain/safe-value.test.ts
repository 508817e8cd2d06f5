/** What mail programs make links and calls of, and the names of people, which must pass. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinsToLink } from '../../../triggers/domain/mail-template.ts'
import { safeValue } from '../../../triggers/domain/safe-value.ts'
import { runs } from '../../support/run-counts.ts'

test.each([
  ['J. R. Smith', 'initials with spaces'],
  ['J.R.R. Tolkien', 'initials without'],
  ['J.-P. Sartre', 'initials with a hyphen'],
  ['Dr. Müller', 'a title'],
  ['Martin Luther King, Jr.', 'a dot at the end'],
  ["Renée O'Neil-Müller", 'punctuation of names'],
  ['John Smith 3rd', 'a digit'],
  ['Anna1985', 'four digits'],
  ['محمد عبد الله', 'Arabic'],
  ['مُحَمَّد', 'Arabic with two marks on a letter'],
  ['علی\u200Cرضا', 'Persian with ZWNJ'],
  ['राजेश शर्मा', 'Hindi'],
  ['क्\u200Dषितिज', 'Hindi with ZWJ'],
  ['മോഹന്\u200D', 'Malayalam that ends in ZWJ'],
  ['မြွှောင်း', 'Burmese with five marks on a letter'],
  ['น้ำทิพย์', 'Thai'],
  ['שָׁלוֹם', 'Hebrew with points'],
  ['Nguyễn Thị Phượng'.normalize('NFD'), 'Vietnamese with marks apart'],
  ['山田\u3000太郎', 'Japanese with its own space'],
  ['ｶﾞﾌﾞﾘｴﾙ', 'Japanese in half width'],
  ['김철수', 'Korean'],
])('%j passes: %s', (name) => {
  expect(safeValue(name)).toBe(name)
})

test.each([
  ['evil.example', 'a host'],
  ['1.2.3.4', 'an address of four numbers'],
  ['www.4chan', 'a host with a digit'],
  ['www.X', 'a host of one letter'],
  ['www.X.', 'a host of one letter, not initials'],
  ['T.ME', 'a host of two capitals'],
  ['evil.\u0301com', 'a mark between dot and letters'],
  ['evil\u034F.com', 'U+034F, which does not show'],
  ['evil\uFE0F.com', 'U+FE0F, which does not show'],
  ['evil.\u200Dcom', 'ZWJ between dot and letters'],
  ['ev\u200Cil', 'ZWNJ among Latin letters'],
  ['श\u200C.com', 'ZWNJ before a dot'],
  ['Ann \u202Egro', 'text that runs from right to left'],
  ['Ann\u2066', 'text apart from its surroundings'],
  ['\u200FAnn', 'a mark of direction'],
  ['Ann\u00AD', 'a soft hyphen'],
  ['Ann\u3164', 'a letter that does not show'],
  ['Ann\u{E0061}', 'a tag'],
  ['evil\u3002com', 'the dot of Japanese'],
  ['evil\uFF0Ecom', 'a wide dot'],
  ['evil\uFF61com', 'the dot of Japanese in half width'],
  ['evil\u2024com', 'a leader dot'],
  ['evil\uFE52com', 'a small dot'],
  ['evil\u0660com', 'a digit that looks like a dot'],
  ['evil\uA4F8com', 'a letter that looks like a dot'],
  ['\u2488\u2489', 'digits with dots'],
  ['12345', 'five digits'],
  ["0-8.0 0'1", 'digits with separators'],
  ['\u0661\u0662\u0663\u0664\u0665', 'Arabic digits'],
  ['\uFF10\uFF18\uFF10\uFF10\uFF11', 'wide digits'],
  ['\u{1D7CE}\u{1D7D6}\u{1D7CE}\u{1D7CE}\u{1D7CF}', 'bold digits'],
  ['\u2460\u2461\u2462\u2463\u2464', 'digits in circles'],
  ['jane@example', 'an at sign'],
  ['jane\uFF20example', 'a wide at sign'],
  ['http://evil', 'a scheme'],
  ['http\uFF1A\uFF0F\uFF0Fevil', 'a scheme in wide signs'],
  ['evil\u2100', 'a slash in a sign'],
  ['\u0338Ann', 'a mark that strikes what stands before it'],
  ['Ann \u0338', 'a mark without a letter'],
  ['1\u20E3', 'a key'],
  ['A\u0301\u0301', 'a mark twice'],
  ['A\u0300\u0301\u0302\u0303\u0304\u0305', 'six marks on a letter'],
  ['a\nb', 'a line break'],
  ['', 'nothing'],
  ['x'.repeat(61), 'more than 60 characters'],
])('%j is left out: %s', (value) => {
  expect(safeValue(value)).toBeUndefined()
})

describe('values side by side', () => {
  test.each([
    ['{{a}}{{b}}', 'evil.', 'com'],
    ['{{a}}{{c}}{{b}}', 'evil.', 'com'],
    ['{{a}}.{{b}}', 'evil', 'com'],
    ['Hello {{a}} {{b}},', '0800', '1234'],
    ['{{a}}-{{b}}', '0800', '1234'],
  ])('in %j make a link of %j and %j', (text, a, b) => {
    expect(joinsToLink(text, (name) => ({ a, b })[name])).toBe(true)
  })

  test.each([
    ['{{a}} {{b}}', 'Martin', 'King Jr.'],
    ['{{a}}{{b}}', 'J.', 'R.'],
    ['{{a}} of team {{b}}', 'Anna 1985', '2024'],
    ['https://example.com/12345 {{a}}.Next {{b}}', 'Ann', 'Lee'],
    ['{{a|0800}} {{b}}', 'Ann', '1234'],
  ])('in %j make none of %j and %j', (text, a, b) => {
    expect(joinsToLink(text, (name) => ({ a, b })[name])).toBe(false)
  })
})

/** What a mail program would find in a text, in its own words: it maps, drops what does not show, and reads on. */
function findTarget(text: string): string | undefined {
  const shown = text
    .normalize('NFKC')
    .replaceAll(/[\p{Default_Ignorable_Code_Point}\p{M}]/gu, '')
    .replaceAll(/[\u3002\uFF61\u06D4\u0701\uA4F8]/g, '.')
  for (const word of shown.split(/[\s,]+/)) {
    if (/[@/:]/.test(word)) return word
    const isInitials = word.split('-').every((each) => /^(\p{Lu}\.)*$/u.test(each) || !each.includes('.'))
    if (/\.[\p{L}\p{N}]/u.test(word) && !isInitials) return word
  }
  return /\p{Nd}{5}/u.exec(shown.replaceAll(/[\s.,'’()-]/g, ''))?.[0]
}

test('the search finds what it should', () => {
  expect(['evil.com', 'x 1.2.3.4', 'a@b', 'evil\u3002c\u0301om', '0800 12'].map(findTarget)).not.toContain(
    undefined,
  )
  expect(['J.R. Smith', 'Dr. Müller', 'Anna1985'].map(findTarget)).toEqual([undefined, undefined, undefined])
})

const part = fc.oneof(
  fc.constantFrom('.', '\u3002', '\uFF0E', '\u2024', '\u2488', '\u0660', '\uA4F8'),
  fc.constantFrom('evil', 'com', 'www', 'X', 'J', '日本', 'علی', 'क्', '4'),
  fc.constantFrom('1', '23', '\u0661', '\uFF12', '\u{1D7CE}', '²', '½', 'Ⅷ'),
  fc.constantFrom(' ', '\u3000', '\u00A0', '-', "'", ',', '@', '://', '\uFF20', '℀'),
  fc.constantFrom('\u200D', '\u200C', '\u034F', '\uFE0F', '\u202E', '\u0301', '\u0323', '\u00AD'),
  fc.string({ unit: 'grapheme', maxLength: 2 }),
  fc.string({ unit: 'binary', maxLength: 1 }),
)
const value = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
const bounds = { seed: 20_261_129, numRuns: runs({ few: 2_000, full: 100_000 }) }

test('whatever passes holds no link and no call, alone or beside another', () => {
  fc.assert(
    fc.property(value, value, fc.constantFrom('', ' ', '.', '-'), (one, other, between) => {
      const [a, b] = [safeValue(one), safeValue(other)]

      for (const passed of [a, b]) expect(findTarget(passed ?? '')).toBeUndefined()
      const isJoined = joinsToLink(`{{a}}${between}{{b}}`, (name) => ({ a, b })[name])
      if (!isJoined) expect(findTarget(`${a ?? ''}${between}${b ?? ''}`)).toBeUndefined()
    }),
    bounds,
  )
})
