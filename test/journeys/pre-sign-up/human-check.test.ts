import { afterEach, beforeAll, expect, test } from 'vitest'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, startJourney } from '../journey.ts'

const solved = (id: string) => ({
  'cf-turnstile-response': `human?hostname=app.example.com&action=sign-up&id=${id}`,
})

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => (journey = await startJourney(keep, 'human-check')))
afterEach(() => journey.stack.setFault('human-check', null))

test('a person who solved the challenge signs up, with the token in validation data or client metadata', async () => {
  await expect(journey.signUp('a@example.com', { validationData: solved('1') })).resolves.not.toBe('')
  await expect(journey.signUp('b@example.com', { clientMetadata: solved('2') })).resolves.not.toBe('')
})

test('a token is good for one person: the same may send it again, nobody else', async () => {
  const validationData = solved('once')
  await journey.signUp('first@example.com', { validationData })

  const again = journey.signUp('first@example.com', { validationData })
  await expect(again).rejects.toMatchObject({ name: 'UsernameExistsException' })
  for (const email of ['second@example.com', 'third@example.com']) {
    await expect(journey.signUp(email, { validationData })).rejects.toMatchObject(
      denial('human_check_failed'),
    )
  }
})

test.each([
  ['no token', {}, 'human_check_required'],
  ['a token of a program', { 'cf-turnstile-response': 'bot' }, 'human_check_failed'],
  [
    'a token of another site',
    { 'cf-turnstile-response': 'human?hostname=evil.example&action=sign-up' },
    'human_check_failed',
  ],
  [
    'a token of another form',
    { 'cf-turnstile-response': 'human?hostname=app.example.com&action=sign-in' },
    'human_check_failed',
  ],
])('%s is refused', async (_, validationData, code) => {
  await expect(journey.signUp('c@example.com', { validationData })).rejects.toMatchObject(denial(code))
})

test('when the service is out nobody signs up, as declared, and after that they do', async () => {
  journey.stack.setFault('human-check', { kind: 'error' })
  const during = journey.signUp('d@example.com', { validationData: solved('3') })
  await expect(during).rejects.toMatchObject(denial('temporarily_unavailable'))

  journey.stack.setFault('human-check', null)

  await expect(journey.signUp('d@example.com', { validationData: solved('4') })).resolves.not.toBe('')
})
