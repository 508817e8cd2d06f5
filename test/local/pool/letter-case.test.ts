/** A pool that ignores letter case shows names and addresses in lower case, as AWS documents; another one as they came. */
import { expect, test } from 'vitest'

import { arns, clientId, goodPassword, harness, openPool, poolId, respond } from './pool-harness.ts'

/** Signs up, and gives what the trigger and the administrator see. */
async function show(isCaseSensitive: boolean) {
  const UsernameConfiguration = { CaseSensitive: isCaseSensitive }
  await openPool({
    pool: { UsernameConfiguration, LambdaConfig: { PreSignUp: arns.preSignUp } },
  })
  const seen: unknown[] = []
  const answer = respond({ autoConfirmUser: true })
  harness.functions.set(arns.preSignUp, (event) => {
    seen.push(event)
    return answer(event)
  })
  const attributes = { email: 'Ada@Example.ORG', preferred_username: 'Countess', name: 'Ada King' }
  await harness.sdk.signUp({
    ClientId: clientId,
    Username: 'AdaK',
    Password: goodPassword,
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  })
  const user = await harness.sdk.adminGetUser({ UserPoolId: poolId, Username: 'adak' }).catch(() => undefined)
  const changed =
    user &&
    (await harness.sdk
      .adminUpdateUserAttributes({
        UserPoolId: poolId,
        Username: 'ADAK',
        UserAttributes: [{ Name: 'email', Value: 'New@Example.org' }],
      })
      .then(() => harness.sdk.adminGetUser({ UserPoolId: poolId, Username: 'adak' })))
  const emailOf = (given: typeof user) => given?.UserAttributes?.find(({ Name }) => Name === 'email')?.Value
  return { seen, user, emails: [emailOf(user), emailOf(changed)] }
}

test('a pool that ignores letter case flattens user name, address and preferred user name, and nothing else', async () => {
  const { seen, user, emails } = await show(false)

  expect(seen).toMatchObject([
    {
      userName: 'adak',
      request: {
        userAttributes: { email: 'ada@example.org', preferred_username: 'countess', name: 'Ada King' },
      },
    },
  ])
  expect(user).toMatchObject({ Username: 'adak' })
  expect(emails).toEqual(['ada@example.org', 'new@example.org'])
})

test('a pool that tells letter case apart leaves them as they came', async () => {
  const { seen, user } = await show(true)

  expect(seen).toMatchObject([
    {
      userName: 'AdaK',
      request: { userAttributes: { email: 'Ada@Example.ORG', preferred_username: 'Countess' } },
    },
  ])
  expect(user).toBeUndefined()
})
