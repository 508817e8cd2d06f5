import { describe, expect, test } from 'vitest'
import { attributeClaims } from '../../../triggers/pre-token-generation/claims/attribute-claims.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { harnessOf, tokensOf, withAttributes } from './run-sources.ts'

describe('attribute claims', () => {
  test.each([
    ['number', '-3.5', -3.5],
    ['number', '1e3', undefined],
    ['number', '', undefined],
    ['number', '+007.50', 7.5],
    ['number', '-0', 0],
    ['number', '9007199254740991', 9_007_199_254_740_991],
    ['number', '9007199254740992', undefined],
    ['number', '9007199254740993', undefined],
    ['number', '-123456789012345678', undefined],
    ['number', '0.1000000000000000055', undefined],
    ['number', '1.', undefined],
    ['boolean', 'True', true],
    ['boolean', 'fAlSe', false],
    ['boolean', 'yes', undefined],
    ['boolean', '__proto__', undefined],
    ['boolean', 'constructor', undefined],
    ['list', '[red, blue]', ['red', 'blue']],
    ['list', 'red,blue,', ['red', 'blue']],
    ['list', '["a,b","c"]', ['a,b', 'c']],
    ['list', '[]', []],
    ['list', '[10, 20]', ['10', '20']],
    ['list', '["a,b", -9007199254740993, 1.50, true]', ['a,b', '-9007199254740993', '1.50', 'true']],
    ['list', '["a \\" 1", "2"]', ['a " 1', '2']],
    ['list', '[10, [20]]', ['10', '[20]']],
    ['list', '[team 1, 2nd]', ['team 1', '2nd']],
    ['json', '{"a":[1]}', { a: [1] }],
    ['json', '{', undefined],
    ['json', 'null', undefined],
    ['string', '7', '7'],
  ] as const)('of type %s make of %j the value %j', async (type, text, value) => {
    const source = attributeClaims({ claims: { claim: { attribute: 'custom:x', type } } })

    expect((await tokensOf([source], withAttributes({ 'custom:x': text }))).access['claim']).toEqual(value)
  })

  test('that cannot be converted show neither an earlier claim nor the attribute', async () => {
    const sources = [
      staticClaims({ claims: { 'custom:x': 9, level: 9 } }),
      attributeClaims({
        claims: {
          level: { attribute: 'custom:x', type: 'number' },
          'custom:x': { attribute: 'custom:x', type: 'json' },
        },
      }),
    ]

    const tokens = await tokensOf(sources, withAttributes({ 'custom:x': 'nine' }))

    expect([tokens.id, tokens.idSuppressed]).toEqual([{}, ['custom:x']])
    expect([tokens.access, tokens.accessSuppressed]).toEqual([{}, undefined])
  })

  test('that cannot be converted are reported by name, and not by value', async () => {
    const source = attributeClaims({ claims: { level: { attribute: 'custom:x', type: 'number' } } })
    const harness = harnessOf([source])

    await harness.invoke(withAttributes({ 'custom:x': 'secret' }))

    expect(harness.reports[0]?.['notes']).toMatchObject({ dropped: ['level'] })
    expect(harness.logLines[0]).not.toContain('secret')
  })
})
