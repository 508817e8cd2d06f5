import { describe, expect, test } from 'vitest'
import { allowedEmailDomains } from '../../../triggers/pre-token-generation/claims/allowed-email-domains.ts'
import { ask } from './ask.ts'
import { withAttributes } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

describe('the domain of an address, at every token', () => {
  const refused = 'email_domain_no_longer_allowed'

  test.each([
    ['a@fine.example', 'allowed', refused],
    ['a@sub.blocked.example', refused, refused],
    ['A@BLOCKED.example.', refused, refused],
    ['a@example.com', 'allowed', 'allowed'],
    ['nonsense', refused, refused],
    [undefined, 'allowed', refused],
  ])('%s under a deny list is %s, under an allow list %s', async (email, byDeny, byAllow) => {
    const event = withAttributes(email === undefined ? {} : { email })

    expect(await ask(allowedEmailDomains({ deny: ['blocked.example'] }), event)).toBe(byDeny)
    expect(await ask(allowedEmailDomains({ allow: ['example.com'] }), event)).toBe(byAllow)
  })

  test('is looked up in the table, which denies when it does not answer', async () => {
    const table = fakeTable({ DOMAIN: { list: 'deny' } })
    const source = () => allowedEmailDomains({ table: { reader: table, onFailure: 'deny' } })
    const event = withAttributes({ email: 'a@example.com' })

    expect(await ask(source(), event)).toBe(refused)
    table.state = 'down'
    expect(await ask(source(), event)).toBe('temporarily_unavailable')
  })
})
