import { beforeAll, expect, test } from 'vitest'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, startJourney } from '../journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => (journey = await startJourney(keep, 'observe')))

test('a rule on trial denies nobody, and its verdict is in the report without the address', async () => {
  await expect(journey.signUp('jane@mailinator.com')).resolves.not.toBe('')

  const [call] = await journey.calls()
  const log = call?.logLines.join('\n')
  expect(call).toMatchObject({ trigger: 'pre-sign-up', outcome: 'ok' })
  expect(log).toContain('disposable-email: deny email_disposable')
  expect(log).not.toContain('mailinator')
})

test('the rule beside it still counts', async () => {
  await expect(journey.signUp('jane@blocked.example')).rejects.toMatchObject(
    denial('email_domain_not_allowed'),
  )
})
