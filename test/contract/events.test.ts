import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Parsed } from '../../triggers/core/parsed.ts'
import { isObject, type RawObject } from '../../triggers/core/json.ts'
import { parseCustomMessage } from '../../triggers/events/custom-message.ts'
import { parsePostConfirmation } from '../../triggers/events/post-confirmation.ts'
import { parsePreAuthentication } from '../../triggers/events/pre-authentication.ts'
import { parsePreSignUp } from '../../triggers/events/pre-sign-up.ts'
import { parsePreTokenGeneration } from '../../triggers/events/pre-token-generation.ts'
import {
  customMessageSources,
  postConfirmationSources,
  preAuthenticationSources,
  preSignUpSources,
  preTokenGenerationSources,
} from '../../triggers/events/sources.ts'
import { type TriggerName } from '../../triggers/registry.ts'
import { eventFixture, eventWith, readEventFixtures } from '../../triggers/testing/golden-events.ts'

const parsers: Readonly<
  Record<TriggerName, (input: unknown) => Parsed<{ readonly source: string; readonly version: string }>>
> = {
  'pre-sign-up': parsePreSignUp,
  'pre-authentication': parsePreAuthentication,
  'pre-token-generation': parsePreTokenGeneration,
  'post-confirmation': parsePostConfirmation,
  'custom-message': parseCustomMessage,
}
const fixtures = readEventFixtures()
/** What custom message cannot do without. */
const parameters = { codeParameter: '{####}', usernameParameter: '{username}' }

test('every trigger source and version has a fixture', () => {
  const expected = [
    ...preSignUpSources,
    ...preAuthenticationSources,
    ...postConfirmationSources,
    ...customMessageSources,
    ...preTokenGenerationSources.flatMap((source) =>
      source === 'TokenGeneration_ClientCredentials'
        ? [`${source}.v3`]
        : [`${source}.v1`, `${source}.v2`, `${source}.v3`],
    ),
  ]

  expect(fixtures.map(({ name }) => name).sort()).toEqual([...expected].sort())
})

describe.each([
  ['PostConfirmation_ConfirmSignUp', parsePostConfirmation],
  ['TokenGeneration_Authentication.v2', parsePreTokenGeneration],
  ['PreAuthentication_Authentication', parsePreAuthentication],
] as const)('the sub of %s', (name, parse) => {
  test.each([
    ['ab-12', 'ab-12'],
    ['', undefined],
    ['#', undefined],
    ['a#b', undefined],
  ])('%j is read as %j, so that one key never means another user', (sub, read) => {
    const parsed = parse(eventWith(name, { userAttributes: { sub } }))

    expect(parsed.kind === 'event' && parsed.event.sub).toBe(read)
  })
})

describe.each(fixtures)('event $name', ({ trigger, name, source, event }) => {
  const parse = parsers[trigger]

  test('cites the AWS page that shows its shape', () => {
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//)
  })

  test('parses to its own source and version and keeps the raw event', () => {
    const parsed = parse(event)

    expect(parsed).toMatchObject({
      kind: 'event',
      event: { source: event['triggerSource'], version: event['version'], userPoolId: event['userPoolId'] },
    })
    expect(parsed.kind === 'event' && parsed.raw).toBe(event)
    expect(name.startsWith(String(event['triggerSource']))).toBe(true)
  })

  test('takes fields that AWS may add', () => {
    const request = isObject(event['request']) ? event['request'] : {}
    const grown = { ...event, somethingNew: { a: 1 }, request: { ...request, other: [1] } }

    const parsed = parse(grown)

    expect(parsed.kind).toBe('event')
    expect(parsed.kind === 'event' && parsed.raw).toEqual(grown)
  })

  test('takes absent and null optional fields', () => {
    const bare = {
      ...event,
      callerContext: null,
      request: { ...parameters, userAttributes: null, clientMetadata: null },
    }

    expect(parse(bare).kind).toBe('event')
    expect(parse({ ...event, callerContext: undefined, request: parameters }).kind).toBe('event')
  })
})

describe.each(Object.entries(parsers))('the %s parser', (_, parse) => {
  test('is total: any JSON value is an event or malformed, and nothing throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        expect(['event', 'malformed']).toContain(parse(input).kind)
      }),
    )
  })

  test('names the field and never its value when an event is damaged', () => {
    const damage = fc.record({
      fixture: fc.constantFrom(...fixtures),
      field: fc.constantFrom(
        'version',
        'triggerSource',
        'region',
        'userPoolId',
        'userName',
        'request',
        'callerContext',
      ),
      value: fc.oneof(
        fc.constant(null),
        fc.constant('secret-value'),
        fc.array(fc.string()),
        fc.integer(),
        fc.object(),
      ),
    })
    fc.assert(
      fc.property(damage, ({ fixture, field, value }) => {
        const parsed = parse({ ...fixture.event, [field]: value })

        expect(JSON.stringify(parsed.kind === 'malformed' ? parsed.problem : '')).not.toContain(
          'secret-value',
        )
      }),
    )
  })
})

describe('attributes and metadata', () => {
  const parseAttributes = (request: RawObject) => {
    const parsed = parsePreSignUp(eventWith('PreSignUp_SignUp', request))
    if (parsed.kind === 'malformed') throw new Error(parsed.problem)
    return parsed.event
  }

  test('booleans and numbers become text; null is not there, of other values it stands that there is one', () => {
    const { userAttributes } = parseAttributes({
      userAttributes: { email_verified: true, age: 7, nested: { a: 1 }, gone: null, email: 'a@example.com' },
    })

    expect([...userAttributes]).toEqual([
      ['email_verified', 'true'],
      ['age', '7'],
      ['nested', ''],
      ['email', 'a@example.com'],
    ])
  })

  test('prototype keys are keys like any other and reach no prototype', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"polluted":"yes"},"constructor":"x","toString":"y"}')

    const { userAttributes } = parseAttributes({ userAttributes: hostile })

    expect(userAttributes.get('constructor')).toBe('x')
    expect(userAttributes.get('hasOwnProperty')).toBeUndefined()
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})

test('an administrator has no app client', () => {
  const parsed = parsePreSignUp(eventFixture('PreSignUp_AdminCreateUser'))

  expect(parsed.kind === 'event' && parsed.event.clientId).toBeUndefined()
})

test('groups are read from a list, a single text, or nothing', () => {
  const groupsOf = (groupConfiguration: unknown): unknown => {
    const parsed = parsePreTokenGeneration(
      eventWith('TokenGeneration_Authentication.v2', { groupConfiguration }),
    )
    return parsed.kind === 'event' && parsed.event.groups
  }

  expect(groupsOf({ groupsToOverride: ['a', 1, 'b'] })).toEqual(['a', 'b'])
  expect(groupsOf({ groupsToOverride: 'a' })).toEqual(['a'])
  expect(groupsOf([])).toEqual([])
  expect(groupsOf(null)).toEqual([])
})
