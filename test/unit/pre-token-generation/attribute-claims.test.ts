import fc from 'fast-check'
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
    ['list', '[10, [20]]', undefined],
    ['list', '["a", null]', undefined],
    ['list', '["a", {"b":"c"}]', undefined],
    ['list', '[{"id":"a"}]', undefined],
    ['list', '{"a":"b"}', undefined],
    ['list', 'null', undefined],
    ['list', '"a"', undefined],
    ['list', '7', ['7']],
    ['list', '[a, b', undefined],
    ['list', 'a, b]', undefined],
    ['list', '["a", b]', undefined],
    ['list', '["a", "b"', undefined],
    ['list', '["a",]', undefined],
    ['list', '[[a], [b]]', undefined],
    ['list', '{a, b}', undefined],
    ['list', '[CN=Admins,OU=Groups,DC=example]', undefined],
    ['list', 'cn = Admins, ou = Groups', undefined],
    ['list', '["CN=Admins,OU=Groups"]', ['CN=Admins,OU=Groups']],
    ['list', '[role=admin, role=user]', ['role=admin', 'role=user']],
    ['list', '', []],
    ['list', '[team 1, 2nd]', ['team 1', '2nd']],
    ['list', "'Smith, admin, John'", undefined],
    ['list', "['Smith, admin, John']", undefined],
    ['list', "['Smith, admin, John', 'b']", undefined],
    ['list', "[u'Smith, admin, John']", undefined],
    ['list', "[ 'Smith, admin, John' ]", undefined],
    ['list', "name 'Smith, admin, John'", undefined],
    ['list', "'a'", undefined],
    ['list', "('Smith, admin, John',)", undefined],
    ['list', "('a', 'b')", undefined],
    ['list', '(a, b)', undefined],
    ['list', '(a)', undefined],
    ['list', 'Team (EU, admin), b', undefined],
    ['list', '`Smith, admin, John`', undefined],
    ['list', '“Smith, admin, John”', undefined],
    ['list', '‘Smith, admin, John’', undefined],
    ['list', '«Smith, admin, John»', undefined],
    ['list', '<g>Smith, admin, John</g>', undefined],
    ['list', '- Smith, admin, John', undefined],
    ['list', 'a: b\nc, admin, d', undefined],
    ['list', '[None, a]', undefined],
    ['list', 'undefined', undefined],
    ['list', 'E=joe, admin', undefined],
    ['list', 'admin, E=joe', undefined],
    ['list', 'E=joe', undefined],
    ['list', 'emailAddress=joe, emailAddress=admin', undefined],
    ['list', 'OID.2.5.4.3=joe, OID.2.5.4.3=admin', undefined],
    ['list', 'name=joe, role=admin', undefined],
    ['list', 'role=joe, admin', undefined],
    ['list', 'name: joe, admin', undefined],
    ['list', 'Team (EU), Team (US)', ['Team (EU)', 'Team (US)']],
    ['list', "O'Brien, d’Artagnan", ["O'Brien", 'd’Artagnan']],
    ['list', 'arn:aws:iam::1:role/a, urn:b', ['arn:aws:iam::1:role/a', 'urn:b']],
    ['list', 'YWI=, Y2Q', ['YWI=', 'Y2Q']],
    ['json', '{"a":[1]}', { a: [1] }],
    ['json', '{', undefined],
    ['json', 'null', undefined],
    ['string', '7', '7'],
  ] as const)('of type %s make of %j the value %j', async (type, text, value) => {
    const source = attributeClaims({ claims: { claim: { attribute: 'custom:x', type } } })

    expect((await tokensOf([source], withAttributes({ 'custom:x': text }))).access['claim']).toEqual(value)
  })

  test.each([
    [', ', '[CN=Admins,OU=Groups, CN=Users,OU=Groups]', ['CN=Admins,OU=Groups', 'CN=Users,OU=Groups']],
    [';', 'CN=Doe\\, Jane,OU=Staff; CN=Users', ['CN=Doe\\, Jane,OU=Staff', 'CN=Users']],
    [',', 'CN=a\\,b,CN=c\\\\,CN=d', ['CN=a\\,b', 'CN=c\\\\', 'CN=d']],
    [';', '["a;b"]', ['a;b']],
    [';', '[a; b', undefined],
    ['-', '10-20', ['10', '20']],
    ['-', 'a-b', ['a', 'b']],
    ['.', '1.2', ['1', '2']],
    [',', '10-20', ['10-20']],
    [',', "['a','b']", undefined],
    [',', '[null, a]', undefined],
    [',', "'s-Hertogenbosch, Utrecht", ["'s-Hertogenbosch", 'Utrecht']],
    [';', '["a"; null]', undefined],
  ])('of a list with the separator %j make of %j the value %j', async (separator, text, value) => {
    const source = attributeClaims({
      claims: { claim: { attribute: 'custom:x', type: 'list', separator } },
    })

    expect((await tokensOf([source], withAttributes({ 'custom:x': text }))).access['claim']).toEqual(value)
  })

  test('of JSON give entries for a list of texts, and no claim for any other shape', async () => {
    const source = attributeClaims({ claims: { claim: { attribute: 'custom:x', type: 'list' } } })
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (json) => {
        // Written bare, a number or true is an entry that needs no list around it.
        const isList = Array.isArray(json) && json.every((entry) => typeof entry === 'string')
        fc.pre(typeof json === 'object' ? !hasBare(json) : typeof json === 'string')

        const tokens = await tokensOf([source], withAttributes({ 'custom:x': JSON.stringify(json) }))

        expect(tokens.access['claim']).toEqual(isList ? json : undefined)
      }),
      { seed: 7, numRuns: 300 },
    )
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

function hasBare(json: unknown): boolean {
  return Array.isArray(json) && json.some((entry) => typeof entry === 'number' || typeof entry === 'boolean')
}
