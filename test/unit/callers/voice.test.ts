/** The recipes of Alexa and Lex: who is let in, who is asked to link, and who is told. */
import { describe, expect, test } from 'vitest'
import type { VerifierRuntime } from '../../../callers/shared/verify.ts'
import type { Clock } from '../../../triggers/core/deadline.ts'
import { createHook } from '../../journeys/suites/voice-bot.ts'
import { createSkill } from '../../journeys/suites/voice-skill.ts'
import { makeKeys, makeToken, nowS } from './make-token.ts'

const clock: Clock = { monotonicMs: () => 0, epochMs: () => nowS * 1_000, after: () => () => {} }
const keys = makeKeys('a5c1e0b2-0000-4000-8000-000000000001')
const runtime: VerifierRuntime = {
  clock,
  fetchKeys: () => Promise.resolve(JSON.stringify({ keys: [keys.jwk] })),
}
const down: VerifierRuntime = { clock, fetchKeys: () => Promise.reject(new TypeError('down')) }
const right = makeToken(keys, { scope: 'orders/read' })

const cases: readonly (readonly [string, string | undefined, VerifierRuntime, string, boolean])[] = [
  ['a token', right, runtime, 'You have two orders.', false],
  ['no token', undefined, runtime, 'Please link', true],
  [
    'a token that has ended',
    makeToken(keys, { scope: 'orders/read', exp: nowS }),
    runtime,
    'Please link',
    true,
  ],
  ['a token without the scope', makeToken(keys), runtime, 'lacks a scope', false],
  [
    'a suspended person',
    makeToken(keys, { scope: 'orders/read', suspended: true }),
    runtime,
    'suspended',
    false,
  ],
  ['a pool that does not answer', right, down, 'cannot be checked at the moment', false],
]

const request = { type: 'IntentRequest' }

describe('the skill', () => {
  test.each(cases)('with %s', async (_, accessToken, given, text, isAskedToLink) => {
    const user = accessToken === undefined ? {} : { accessToken }

    const { response } = await createSkill(given)({ request, context: { System: { user } } })

    expect(response.outputSpeech?.text).toContain(text)
    expect(response.card).toEqual(isAskedToLink ? { type: 'LinkAccount' } : undefined)
  })

  test('asks for the link when nothing says who speaks, and says nothing to a session that has ended', async () => {
    const skill = createSkill(runtime)

    for (const context of [undefined, {}, { System: {} }]) {
      const { response } = await skill({ request, ...(context && { context }) })
      expect(response.card).toEqual({ type: 'LinkAccount' })
    }
    expect(await skill({ request: { type: 'SessionEndedRequest' } })).toEqual({
      version: '1.0',
      response: {},
    })
  })
})

describe('the hook', () => {
  test.each(cases)('with %s', async (_, token, given, text, isAskedToLink) => {
    const requestAttributes = token === undefined ? null : { token }
    const intent = { name: 'Orders', slots: {} }

    const answer = await createHook(given)({ sessionState: { intent }, requestAttributes })

    const isLetIn = text.startsWith('You have')
    expect(answer.sessionState.intent).toEqual({ ...intent, state: isLetIn ? 'Fulfilled' : 'Failed' })
    expect(answer.messages[0]?.content).toContain(isAskedToLink ? 'token' : text)
  })
})
