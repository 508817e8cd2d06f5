import { beforeAll, expect, test } from 'vitest'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, startJourney } from '../journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => (journey = await startJourney(keep, 'disposable-email')))

test.each(['x@mailinator.com', 'x@Sub.Mailinator.com', 'x@burner.example'])(
  '%s is refused, in the language of the person',
  async (email) => {
    const german = { clientMetadata: { locale: 'de' } }

    await expect(journey.signUp(email, german)).rejects.toMatchObject(denial('email_disposable'))
    await expect(journey.signUp(email, german)).rejects.toThrow(/Bitte/)
  },
)

test.each(['x@example.com', 'x@partner.example', 'x@icloud.com'])('%s signs up', async (email) => {
  await expect(journey.signUp(email)).resolves.not.toBe('')
})
