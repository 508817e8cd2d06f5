import { expect, test } from 'vitest'
import { isObject, type RawObject } from '../../../triggers/core/json.ts'
import {
  parsePreTokenGeneration,
  type PreTokenGenerationEvent,
} from '../../../triggers/events/pre-token-generation.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { composeClaims } from '../../../triggers/pre-token-generation/decide.ts'
import { renderClaims } from '../../../triggers/pre-token-generation/render.ts'
import {
  estimateTokenSizes,
  marginBytes,
  type TokenSize,
} from '../../../triggers/pre-token-generation/size.ts'
import { eventWith, readEventFixtures } from '../../../triggers/testing/golden-events.ts'
import { makeTokens } from './make-tokens.ts'

const attributes = {
  sub: '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a',
  'cognito:user_status': 'CONFIRMED',
  email: 'jane@example.com',
  email_verified: 'true',
  phone_number: '+49301234567',
  phone_number_verified: 'true',
  name: 'Jäne "JJ" Dö 名前',
  address: '1 Main Street',
  'custom:note': 'x'.repeat(500),
  identities: JSON.stringify([
    {
      userId: '1029',
      providerName: 'Google',
      providerType: 'Google',
      issuer: null,
      primary: 'true',
      dateCreated: '1700',
    },
  ]),
}
const groupConfiguration = {
  groupsToOverride: ['members', 'editors', 'größe'],
  iamRolesToOverride: ['arn:aws:iam::123456789012:role/a', 'arn:aws:iam::123456789012:role/b'],
  preferredRole: 'arn:aws:iam::123456789012:role/a',
}
/** As long as Cognito may send it. */
const loneRole = {
  groupsToOverride: [],
  iamRolesToOverride: [],
  preferredRole: `arn:aws:iam::123456789012:role/${'r'.repeat(540)}`,
}
const events: readonly (readonly [string, RawObject])[] = readEventFixtures('pre-token-generation')
  .filter(({ name }) => !name.includes('ClientCredentials'))
  .flatMap(({ name, event }) => [
    [name, event],
    [`${name} with much`, eventWith(name, { userAttributes: attributes, groupConfiguration })],
    [`${name} with a preferred role alone`, eventWith(name, { groupConfiguration: loneRole })],
    [
      `${name} with roles alone`,
      eventWith(name, { groupConfiguration: { ...groupConfiguration, groupsToOverride: [] } }),
    ],
  ])
const config = definePreTokenGeneration({
  claims: [
    staticClaims({
      claims: {
        permissions: ['articles:read', 'articles:write'],
        limits: { perMinute: 60, name: 'größte "Stufe"' },
        email: 'other@example.com',
        flag: true,
      },
      scopesToAdd: ['api/read', 'api/write'],
      scopesToSuppress: ['email'],
      suppress: ['name'],
    }),
  ],
})

function parse(raw: RawObject): PreTokenGenerationEvent {
  const parsed = parsePreTokenGeneration(raw)
  if (parsed.kind === 'malformed') throw new Error(parsed.problem)
  return parsed.event
}

function estimate(raw: RawObject): { readonly sizes: readonly TokenSize[]; readonly response: RawObject } {
  const event = parse(raw)
  const composed = composeClaims(config, event, new Map(), 0)
  if (composed.kind === 'deny') throw new Error('denied')
  const response: unknown = JSON.parse(JSON.stringify(renderClaims(composed.model, event)))
  return { sizes: estimateTokenSizes(composed.model, event), response: isObject(response) ? response : {} }
}

test.each(events)(
  'the tokens of %s are at most as long as estimated, and at most one and a half margins shorter',
  async (_, raw) => {
    const { sizes, response } = estimate(raw)

    for (const isRich of [true, false]) {
      const tokens = await makeTokens(raw, response, isRich)

      for (const { token, bytes } of sizes) {
        expect(tokens[token].length, `${token} ${isRich}`).toBeLessThanOrEqual(bytes)
        expect(bytes - tokens[token].length, `${token} ${isRich}`).toBeLessThanOrEqual(1.5 * marginBytes)
      }
    }
  },
)

test('the parts say what each claim, each attribute, the scopes and the groups cost', () => {
  const userAttributes = { email: 'jane@example.com', name: 'Jane', phone_number: '+49301234567' }
  const event = eventWith('TokenGeneration_Authentication.v2', { userAttributes, groupConfiguration })

  const [id, access] = estimate(event).sizes

  expect(id?.parts.map(({ name, kind, from, bytes }) => [name, kind, from, bytes])).toEqual([
    ['permissions', 'claim', 'static-claims', 67],
    ['limits', 'claim', 'static-claims', 74],
    ['email', 'claim', 'static-claims', 39],
    ['flag', 'claim', 'static-claims', 18],
    ['phone_number', 'attribute', 'cognito', 42],
    ['cognito:groups', 'groups', 'cognito', 264],
  ])
  expect(access?.parts.map(({ name, bytes }) => [name, bytes])).toContainEqual(['scope', 24])
})

test('roles without groups are a part of the ID token alone', () => {
  const event = eventWith('TokenGeneration_Authentication.v1', { groupConfiguration: loneRole })

  const [id, access] = estimate(event).sizes

  expect(id?.parts).toContainEqual(expect.objectContaining({ name: 'cognito:groups', kind: 'groups' }))
  expect(access?.parts).toEqual([])
})
