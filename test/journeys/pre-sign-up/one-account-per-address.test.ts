import { beforeAll, expect, test } from 'vitest'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, startJourney } from '../journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => (journey = await startJourney(keep, 'one-account-per-address')))

test('another writing of a mailbox is refused until the first sign-up lapses, and for good once it is confirmed', async () => {
  await journey.signUp('jane.doe+news@googlemail.com')
  const [reserved] = await journey.items('EMAIL#')
  const before = journey.signUp('janedoe@gmail.com')
  await expect(before).rejects.toMatchObject(denial('email_unavailable'))

  await journey.confirm('jane.doe+news@googlemail.com')
  await journey.stack.worker?.idle()
  const [kept] = await journey.items('EMAIL#')
  const after = journey.signUp('janedoe@gmail.com')
  await expect(after).rejects.toMatchObject(denial('email_unavailable'))

  expect(reserved).toMatchObject({ expiresAtS: expect.any(Number) })
  expect(kept).not.toHaveProperty('expiresAtS')
  expect(JSON.stringify([reserved, kept])).not.toMatch(/jane|gmail/)
})

test('the same writing is not refused by its own reservation: the pool says that the user exists', async () => {
  await journey.signUp('twice@example.com')

  await expect(journey.signUp('twice@example.com')).rejects.toMatchObject({ name: 'UsernameExistsException' })
})

test('ten sign-ups of one mailbox at once make one user and one reservation', async () => {
  const others = (await journey.items('EMAIL#')).length
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, at) => journey.signUp(`race+${at}@gmail.com`)),
  )

  const refused = results.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(9)
  for (const result of refused) expect(result).toMatchObject({ reason: denial('email_unavailable') })
  expect(await journey.items('EMAIL#')).toHaveLength(others + 1)
})

test('when the table is out nobody signs up, as declared', async () => {
  journey.stack.setFault('table', { kind: 'outage' })

  await expect(journey.signUp('late@example.com')).rejects.toMatchObject(denial('temporarily_unavailable'))
})
