import { beforeAll, describe, expect, test } from 'vitest'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, startJourney } from '../journey.ts'

describe('lists in the configuration', () => {
  let journey: Journey
  const keep = endAfterAll()
  beforeAll(async () => (journey = await startJourney(keep, 'email-domains')))

  test.each(['jane@example.com', 'Jane@EXAMPLE.COM.', 'jane@mail.example.com', 'jane@bücher.example'])(
    '%s signs up, confirms and signs in',
    async (email) => {
      await journey.signUp(email)
      await journey.confirm(email)

      expect((await journey.signIn(email)).idToken).not.toBe('')
    },
  )

  test.each([
    'jane@evilexample.com',
    'jane@example.com.evil.example',
    'jane@contractors.example.com',
    'jane@a.contractors.example.com',
    'jane@other.example',
  ])('%s is refused, and no user is made', async (email) => {
    await expect(journey.signUp(email)).rejects.toMatchObject(denial('email_domain_not_allowed'))
    await expect(journey.statusOf(email)).rejects.toMatchObject({ name: 'UserNotFoundException' })
  })
})

describe('lists in the table', () => {
  let journey: Journey
  const keep = endAfterAll()
  beforeAll(async () => {
    journey = await startJourney(keep, 'email-domains-table')
    await journey.put({ pk: 'DOMAIN#example.com', sk: 'DOMAIN', list: 'allow', subdomains: true })
    await journey.put({ pk: 'DOMAIN#bad.example.com', sk: 'DOMAIN', list: 'deny', subdomains: false })
  })

  test.each(['jane@example.com', 'jane@mail.example.com'])('%s is let in by its item', async (email) => {
    await journey.signUp(email)

    expect(await journey.statusOf(email)).toBe('UNCONFIRMED')
  })

  test.each(['jane@bad.example.com', 'jane@other.example'])('%s is refused', async (email) => {
    await expect(journey.signUp(email)).rejects.toMatchObject(denial('email_domain_not_allowed'))
  })

  test('what was read in the last minute serves while the table is out, and nobody else gets in', async () => {
    journey.stack.setFault('table', { kind: 'outage' })

    await expect(journey.signUp('joe@example.com')).resolves.not.toBe('')
    await expect(journey.signUp('joe@unknown.example')).rejects.toMatchObject(
      denial('temporarily_unavailable'),
    )
  })
})
