import { describe, expect, test } from 'vitest'
import { observe } from '../../../triggers/pre-sign-up/observe.ts'
import { emailDomains } from '../../../triggers/pre-sign-up/rules/email-domains.ts'
import { oneAccountPerAddress } from '../../../triggers/pre-sign-up/rules/one-account-per-address.ts'
import { failing, hanging } from '../../../triggers/testing/given-steps.ts'
import { askPreSignUp, createPreSignUp } from '../../../triggers/testing/pre-sign-up.ts'
import { createFakeTable } from '../pre-sign-up/fake-table.ts'

const domains = emailDomains({ deny: ['blocked.example'] })
const blocked = { attributes: { email: 'jane@blocked.example' } }
const jane = { attributes: { email: 'jane@example.com' } }
const table = createFakeTable()

describe('a pre sign-up rule that is asked', () => {
  test('passes, and hands back what Cognito gets', async () => {
    const asked = await askPreSignUp(domains, jane)

    expect(asked).toMatchObject({ verdict: 'pass', message: undefined, observed: [], tookMs: 0 })
    expect(asked.response).toEqual({ autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false })
  })

  test('denies with its code and the text that a person sees', async () => {
    const { verdict, message, response } = await askPreSignUp([domains], blocked)

    expect(verdict).toBe('email_domain_not_allowed')
    expect(message).toMatch(/^\[email_domain_not_allowed\] \S/)
    expect(response).toEqual({})
  })

  test('lets in as an observed one, and says what it would have done', async () => {
    const { verdict, observed } = await askPreSignUp(observe(domains), blocked)

    expect([verdict, observed]).toEqual(['pass', ['email-domains: deny email_domain_not_allowed']])
  })
})

describe('a given step', () => {
  const listed = emailDomains({ table: { reader: table, onFailure: 'deny' } })
  const single = oneAccountPerAddress({ reservations: table, onFailure: 'deny' })

  test.each([
    ['a fact that fails', listed, { 'listed-domains': failing }, 'temporarily_unavailable', 0],
    ['an effect that refuses', single, { 'reserve-address': 'refused' }, 'email_unavailable', 0],
    ['an effect that fails', single, { 'reserve-address': failing }, 'temporarily_unavailable', 0],
  ] as const)('makes %s', async (_, rule, steps, verdict, tookMs) => {
    expect(await askPreSignUp(rule, jane, { steps })).toMatchObject({ verdict, tookMs })
  })

  test('that never answers is ended by its budget, in virtual time', async () => {
    const { verdict, tookMs } = await askPreSignUp(single, jane, { steps: { 'reserve-address': hanging } })

    expect([verdict, tookMs > 100]).toEqual(['temporarily_unavailable', true])
  })

  test('that no rule has is refused with the nearest name', () => {
    expect(() => createPreSignUp(single, { steps: { 'reserve-adress': failing } })).toThrow(
      new TypeError('there is no step reserve-adress: did you mean reserve-address?'),
    )
    expect(() => createPreSignUp(domains, { steps: { other: 1 } })).toThrow(
      new TypeError('there is no step other: there are no steps'),
    )
  })
})

test.each([null, 7, {}, 'rule'])('a rule that is %j is refused by name', (rule) => {
  expect(() => createPreSignUp(JSON.parse(JSON.stringify([rule])))).toThrow(/^definePreSignUp: rules\[0\]/)
})
