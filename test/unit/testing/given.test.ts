/** The kit refuses what it does not know, and says who was asked. */
import { describe, expect, test } from 'vitest'
import { standardMessages } from '../../../triggers/custom-message/standard-messages.ts'
import { profile } from '../../../triggers/post-confirmation/effects/profile.ts'
import { maintenanceMode } from '../../../triggers/pre-authentication/rules/maintenance-mode.ts'
import { signInDomains } from '../../../triggers/pre-authentication/rules/sign-in-domains.ts'
import { emailDomains } from '../../../triggers/pre-sign-up/rules/email-domains.ts'
import { machineClients } from '../../../triggers/pre-token-generation/claims/machine-clients.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { askCustomMessage } from '../../../triggers/testing/custom-message.ts'
import { makeEvent } from '../../../triggers/testing/make-event.ts'
import { eventOf, perform } from '../../../triggers/testing/perform-effect.ts'
import { askPostConfirmation, createPostConfirmation } from '../../../triggers/testing/post-confirmation.ts'
import {
  askPreAuthentication,
  createPreAuthentication,
} from '../../../triggers/testing/pre-authentication.ts'
import { askPreSignUp, createPreSignUp } from '../../../triggers/testing/pre-sign-up.ts'
import {
  askPreTokenGeneration,
  createPreTokenGeneration,
} from '../../../triggers/testing/pre-token-generation.ts'
import { findResponseProblems } from '../../../triggers/testing/response-problems.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { createHarness } from '../../../triggers/testing/trigger-harness.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const rule = emailDomains({ deny: ['blocked.example'], sources: ['PreSignUp_SignUp'] })
const effect = profile({
  table: { name: 'table', putIfAbsent: async () => 'written' },
  attributes: ['email'],
})
const machines = machineClients({ clients: { '1h57kf5cpq17m0eml12EXAMPLE': { claims: { tier: 'gold' } } } })
const everybody = staticClaims({ claims: { tier: 'free' } })
const messages = Object.values(standardMessages)
const brand = { name: 'Example' }

describe('an answer says who was asked', () => {
  test('of rules, by their sources', async () => {
    const attributes = { email: 'jane@blocked.example' }

    expect(await askPreSignUp(rule, { attributes })).toMatchObject({
      verdict: 'email_domain_not_allowed',
      asked: ['email-domains'],
    })
    expect(await askPreSignUp(rule, { attributes, source: 'PreSignUp_ExternalProvider' })).toMatchObject({
      verdict: 'pass',
      asked: [],
    })
  })

  test('of rules, by their app clients', async () => {
    const domains = signInDomains({
      deny: ['blocked.example'],
      appClients: { only: ['1h57kf5cpq17m0eml12EXAMPLE'] },
    })
    const both = [domains, maintenanceMode({ isOn: false })]

    const answers = await Promise.all(
      ['1h57kf5cpq17m0eml12EXAMPLE', 'other'].map((clientId) => askPreAuthentication(both, { clientId })),
    )

    expect(answers.map(({ asked }) => asked)).toEqual([
      ['sign-in-domains', 'maintenance-mode'],
      ['maintenance-mode'],
    ])
  })

  test('of claim sources, by their sources', async () => {
    const answers = await Promise.all([
      askPreTokenGeneration([machines, everybody]),
      askPreTokenGeneration([machines, everybody], { event: 'TokenGeneration_ClientCredentials.v3' }),
    ])

    expect(answers.map(({ asked }) => asked)).toEqual([['static-claims'], ['machine-clients']])
  })

  test('of effects, by their sources', async () => {
    const other = { source: 'PostConfirmation_ConfirmForgotPassword' } as const

    expect(await askPostConfirmation(effect)).toMatchObject({
      asked: ['profile'],
      effects: { profile: 'done' },
    })
    expect(await askPostConfirmation(effect, other)).toMatchObject({ asked: [], effects: {} })
    expect([await perform(effect), await perform(effect, eventOf({}, other))]).toEqual([
      { state: 'done' },
      'not asked',
    ])
  })

  test('of messages, by their sources', async () => {
    const { asked } = await askCustomMessage({ brand, messages }, { source: 'CustomMessage_ForgotPassword' })

    expect(asked.length).toBeGreaterThan(0)
    expect(asked.length).toBeLessThan(messages.length)
  })
})

/** As JavaScript would, where nothing is compiled. */
const call = (kit: (...given: never[]) => unknown, ...given: unknown[]): unknown =>
  Reflect.apply(kit, undefined, given)

test.each<readonly [string, () => unknown, string]>([
  [
    'a question that is null',
    () => call(askPreSignUp, rule, null),
    'askPreSignUp: the question must be an object, not null',
  ],
  [
    'a question that is a text',
    () => call(askPreAuthentication, maintenanceMode({ isOn: false }), 'jane'),
    'askPreAuthentication: the question must be an object, not a text',
  ],
  [
    'a question about a token that is null',
    () => call(askPreTokenGeneration, everybody, null),
    'askPreTokenGeneration: the question must be an object, not null',
  ],
  [
    'a confirmation that is null',
    () => call(askPostConfirmation, effect, null),
    'askPostConfirmation: the question must be an object, not null',
  ],
  [
    'a message that is null',
    () => call(askCustomMessage, { brand, messages }, null),
    'askCustomMessage: the question must be an object, not null',
  ],
  [
    'a misspelled source',
    () => call(askPreSignUp, rule, { source: 'PreSignUp_Signup' }),
    "not 'PreSignUp_Signup': did you mean 'PreSignUp_SignUp'?",
  ],
  [
    'a source of another trigger',
    () => call(askPreSignUp, rule, { source: 'PreAuthentication_Authentication' }),
    "askPreSignUp: the question.source must be 'PreSignUp_AdminCreateUser', 'PreSignUp_ExternalProvider' or 'PreSignUp_SignUp', not 'PreAuthentication_Authentication'",
  ],
  [
    'an event of another trigger',
    () => call(askPreTokenGeneration, everybody, { event: 'PreSignUp_SignUp' }),
    'askPreTokenGeneration: the question.event must be ',
  ],
  ['a misspelled part', () => call(askPreSignUp, rule, { atributes: {} }), 'did you mean attributes?'],
  [
    'misspelled steps',
    () => call(createPreSignUp, rule, { stpes: {} }),
    'createPreSignUp: stpes is no option: did you mean steps?',
  ],
  [
    'steps that are null',
    () => call(createPreSignUp, rule, { steps: null }),
    'createPreSignUp: steps must be an object of steps, not null',
  ],
  [
    'a misspelled clock',
    () => call(createPreAuthentication, [], { clok: 1 }),
    'createPreAuthentication: clok is no option: did you mean clock?',
  ],
  [
    'a clock that cannot be moved',
    () => call(createPreTokenGeneration, everybody, { clock: Date }),
    'createPreTokenGeneration: clock must be a clock: createVirtualClock(), not the function Date',
  ],
  [
    'a misspelled kind of init',
    () => call(createPreTokenGeneration, everybody, { initialisationType: 'on-demand' }),
    'createPreTokenGeneration: initialisationType is no option: did you mean initializationType?',
  ],
  [
    'a misspelled option of confirmations',
    () => call(createPostConfirmation, effect, { clok: 1 }),
    'createPostConfirmation: clok is no option: did you mean clock?',
  ],
  [
    'a start that is a text',
    () => call(createVirtualClock, 'x'),
    'createVirtualClock: startMs must be a whole number from 0, not a text',
  ],
  [
    'a start that is no number',
    () => createVirtualClock(Number.NaN),
    'createVirtualClock: startMs must be a whole number from 0, not NaN',
  ],
  [
    'a misspelled option of the harness',
    () => call(createHarness, undefined, { clok: 1 }),
    'createHarness: clok is no option: did you mean clock?',
  ],
  [
    'a misspelled option of a call',
    () => {
      const { harness } = createPreSignUp(rule)
      return harness.invoke(makeEvent('PreSignUp_SignUp'), JSON.parse('{"remaningMs":1}'))
    },
    'invoke: remaningMs is no option: did you mean remainingMs?',
  ],
  [
    'items that are texts',
    () => call(fakeTable, { PROFILE: 'x' }),
    'fakeTable: items.PROFILE must be an item, an object, not a text',
  ],
  [
    'time that is a text',
    () => call(createCall, 'x'),
    'createCall: remainingMs must be a number, not a text',
  ],
  ['no effect', () => call(perform, undefined), 'perform: the effect'],
  [
    'misspelled rules of an answer',
    () => call(findResponseProblems, makeEvent('PreSignUp_SignUp'), {}, { sendWithSes: true }),
    'findResponseProblems: sendWithSes is no option: did you mean sendsWithSes?',
  ],
])('%s is refused by name', async (_, ask, message) => {
  await expect(async () => ask()).rejects.toThrow(TypeError)
  await expect(async () => ask()).rejects.toThrow(message)
})
