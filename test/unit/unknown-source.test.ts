/** A trigger source that AWS adds to a known trigger follows the declared policy: it must not lock everybody out. */
import { describe, expect, test } from 'vitest'

import { emailDomains } from '../../triggers/pre-sign-up/rules/email-domains.ts'
import { definePreSignUp, type PreSignUpOptions } from '../../triggers/pre-sign-up/define.ts'
import { preSignUpTrigger } from '../../triggers/pre-sign-up/trigger.ts'
import {
  definePreTokenGeneration,
  type PreTokenGenerationOptions,
} from '../../triggers/pre-token-generation/define.ts'
import { permissionsFromGroups } from '../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { preTokenGenerationTrigger } from '../../triggers/pre-token-generation/trigger.ts'
import { eventFixture } from '../../triggers/testing/golden-events.ts'
import { createHarness } from '../../triggers/testing/trigger-harness.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'

const foreign = [
  'PostConfirmation_ConfirmSignUp',
  'PreSignUp',
  'PreSignUp_a b',
  '',
  'TokenGeneration',
  7,
  null,
]

describe('pre sign-up', () => {
  const ask = async (triggerSource: unknown, email: string, options: Partial<PreSignUpOptions> = {}) => {
    const clock = createVirtualClock()
    const rules = [emailDomains({ deny: ['blocked.example'], sources: ['PreSignUp_SignUp'] })]
    const harness = createHarness(preSignUpTrigger(definePreSignUp({ rules, ...options }), clock), { clock })
    const event = { ...eventFixture('PreSignUp_SignUp'), request: { userAttributes: { email } } }
    const answer = await harness.invoke({ ...event, triggerSource })
    return { answer, source: harness.reports.at(-1)?.['source'] }
  }

  test('of an unknown source holds to the rules for people who sign up, and reports the source as it came', async () => {
    const denied = await ask('PreSignUp_UserMigration', 'a@blocked.example')
    const allowed = await ask('PreSignUp_UserMigration', 'a@example.com')

    expect(denied.answer).toMatchObject({
      kind: 'threw',
      message: expect.stringContaining('[email_domain_not_allowed]'),
    })
    expect(allowed).toMatchObject({
      answer: { kind: 'returned', value: { triggerSource: 'PreSignUp_UserMigration' } },
      source: 'PreSignUp_UserMigration',
    })
  })

  test('denies an unknown source where that is declared', async () => {
    const { answer } = await ask('PreSignUp_UserMigration', 'a@example.com', { unknownSource: 'deny' })

    expect(answer).toMatchObject({
      kind: 'threw',
      message: expect.stringContaining('[temporarily_unavailable]'),
    })
  })

  test.each([...foreign, 'TokenGeneration_Authentication'])(
    'denies what is no source of its own: %j',
    async (source) => {
      expect(await ask(source, 'a@example.com')).toMatchObject({
        answer: { kind: 'threw' },
        source: 'unknown',
      })
    },
  )
})

describe('pre token generation', () => {
  const ask = async (
    triggerSource: unknown,
    options: Partial<PreTokenGenerationOptions> = {},
    change: object = {},
  ) => {
    const claims = [permissionsFromGroups({ groups: { members: ['read'] } })]
    const harness = createHarness(
      preTokenGenerationTrigger(definePreTokenGeneration({ claims, ...options })),
      {
        clock: createVirtualClock(),
      },
    )
    return harness.invoke({ ...eventFixture('TokenGeneration_Authentication.v2'), triggerSource, ...change })
  }

  test('of an unknown source gives the claims of a sign-in', async () => {
    const known = await ask('TokenGeneration_Authentication')
    const unknown = await ask('TokenGeneration_UserAuth')

    const response = (answer: object) =>
      'value' in answer ? Reflect.get(Object(answer.value), 'response') : undefined
    expect(response(known)).toBeDefined()
    expect(response(unknown)).toEqual(response(known))
  })

  test('of an unknown source without a user, or where that is declared, denies', async () => {
    expect(await ask('TokenGeneration_UserAuth', {}, { userName: undefined })).toMatchObject({
      kind: 'threw',
    })
    expect(await ask('TokenGeneration_UserAuth', { unknownSource: 'deny' })).toMatchObject({ kind: 'threw' })
  })

  test.each([...foreign, 'PreSignUp_SignUp'])('denies what is no source of its own: %j', async (source) => {
    expect(await ask(source)).toMatchObject({ kind: 'threw' })
  })
})
