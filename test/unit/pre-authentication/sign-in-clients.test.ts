import { expect, test } from 'vitest'
import { signInClients } from '../../../triggers/pre-authentication/rules/sign-in-clients.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { ask, clientId, signIn, stranger } from './ask.ts'

test.each([
  [{ only: [clientId] }, 'allowed'],
  [{ only: ['another'] }, 'app_client_not_allowed'],
  [{ except: [clientId] }, 'app_client_not_allowed'],
  [{ except: ['another'] }, 'allowed'],
])('with %j a sign-in is %s, also of somebody who does not exist', async (choice, answer) => {
  expect(await ask(signInClients(choice))).toBe(answer)
  expect(await ask(signInClients(choice), stranger)).toBe(answer)
})

test.each([null, {}, { clientId: 7 }, { clientId: 'CLIENT_ID_NOT_APPLICABLE' }])(
  'a sign-in through no app client, as %j says it, is refused by either list',
  async (callerContext) => {
    const event = { ...eventFixture(signIn), callerContext }

    expect(await ask(signInClients({ only: [clientId] }), event)).toBe('app_client_not_allowed')
    expect(await ask(signInClients({ except: ['another'] }), event)).toBe('app_client_not_allowed')
  },
)
