import { describe, expect, test } from 'vitest'
import { askCustomMessage } from '../../../triggers/testing/custom-message.ts'
import { standardMessages } from '../../../triggers/custom-message/standard-messages.ts'
import { profile } from '../../../triggers/post-confirmation/effects/profile.ts'
import { suspendedUsers } from '../../../triggers/pre-authentication/rules/suspended-users.ts'
import { observe } from '../../../triggers/pre-token-generation/observe.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { failing } from '../../../triggers/testing/given-steps.ts'
import { askPreAuthentication } from '../../../triggers/testing/pre-authentication.ts'
import { askPreTokenGeneration } from '../../../triggers/testing/pre-token-generation.ts'
import { askPostConfirmation, createPostConfirmation } from '../../../triggers/testing/post-confirmation.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

describe('a pre authentication rule that is asked', () => {
  const rule = suspendedUsers({ from: { table: fakeTable(), itemAttribute: 'suspended' } })

  test.each([
    ['passes', {}, 'pass'],
    ['denies by a given fact', { entitlements: new Map([['suspended', true]]) }, 'account_suspended'],
    ['denies when its fact fails', { entitlements: failing }, 'temporarily_unavailable'],
  ])('%s', async (_, steps, verdict) => {
    expect((await askPreAuthentication(rule, { clientId: 'app' }, { steps })).verdict).toBe(verdict)
  })
})

describe('claim sources that are asked', () => {
  const permissions = permissionsFromGroups({ groups: { members: ['articles:read'] } })
  const plan = entitlements({ table: fakeTable({ ENTITLEMENTS: { plan: 'pro' } }), claims: { plan: 'plan' } })

  test.each(['TokenGeneration_Authentication.v1', 'TokenGeneration_RefreshTokens.v3'] as const)(
    'give the claims of %s',
    async (event) => {
      const { verdict, tokens } = await askPreTokenGeneration([permissions, plan], {
        event,
        groups: ['members'],
      })

      expect([verdict, tokens.id['plan']]).toEqual(['pass', 'pro'])
      expect([tokens.id['permissions']].flat().join()).toContain('articles:read')
    },
  )

  test('leave out what cannot be read', async () => {
    const { tokens } = await askPreTokenGeneration(plan, {}, { steps: { entitlements: failing } })

    expect(Object.keys({ ...tokens.id, ...tokens.access })).toEqual([])
  })

  test('say as observed ones what they would have done', async () => {
    const { tokens, observed } = await askPreTokenGeneration([observe(plan)])

    expect([tokens.access, observed]).toEqual([{}, [expect.stringMatching(/^entitlements: /)]])
  })
})

describe('a confirmation', () => {
  const written: string[] = []
  const effect = profile({
    table: {
      name: 'table',
      async putIfAbsent({ sk }) {
        written.push(sk)
        return 'written'
      },
    },
    attributes: ['email'],
  })

  test('performs an effect once, however often Cognito asks', async () => {
    const { ask } = createPostConfirmation(effect)

    const [first, second] = [await ask(), await ask()]

    expect([first.effects, second.effects, written]).toEqual([
      { profile: 'done' },
      { profile: 'done' },
      ['PROFILE'],
    ])
  })

  test('of a password reset performs none', async () => {
    const { verdict, effects } = await askPostConfirmation(effect, {
      source: 'PostConfirmation_ConfirmForgotPassword',
    })

    expect([verdict, effects]).toEqual(['pass', {}])
  })
})

test('custom message that is asked gives the texts of a message', async () => {
  const { response } = await askCustomMessage(
    { brand: { name: 'Example' }, messages: Object.values(standardMessages) },
    {
      source: 'CustomMessage_ForgotPassword',
      attributes: { name: 'Jane' },
      clientMetadata: { locale: 'de' },
    },
  )

  expect(response['emailSubject']).toMatch(/^Example: /)
})
