/** ListUsers: filters, pages and attributes. */
import { beforeEach, describe, expect, test } from 'vitest'
import { emailPool, harness, openPool, poolId, refusal, setAttributes, signUp } from './pool-harness.ts'

const UserPoolId = poolId

beforeEach(async () => {
  await openPool({ pool: { ...emailPool, Schema: [{ Name: 'plan' }] } })
})

describe('ListUsers', () => {
  const names = ['ada@example.com', 'alan@example.com', 'grace@example.org']
  const find = async (Filter?: string): Promise<(string | undefined)[]> => {
    const { Users = [] } = await harness.sdk.listUsers({ UserPoolId, Filter })
    return Users.map((user) => user.Attributes?.find(({ Name }) => Name === 'email')?.Value)
  }

  beforeEach(async () => {
    for (const name of names) await signUp(name)
  })

  test.each([
    [undefined, names],
    ['email = "ada@example.com"', ['ada@example.com']],
    ['email = "ADA@example.com"', ['ada@example.com']],
    ['email ^= "a"', ['ada@example.com', 'alan@example.com']],
    ['email^="grace"', ['grace@example.org']],
    ['"email" = "nobody"', []],
    ['cognito:user_status = "UNCONFIRMED"', names],
    ['status = "Enabled"', names],
    ['status = "Disabled"', []],
    ['name = ""', []],
  ])('finds by %s', async (filter, expected) => {
    const found = await find(filter)

    expect(found).toEqual(expected)
  })

  test('reads escaped quotes as part of the value', async () => {
    const given = async (Value: string): Promise<void> => {
      await setAttributes({ given_name: Value }, 'ada@example.com')
    }
    await given('A "da" \\')

    const escaped = await find('given_name = "A \\"da\\" \\\\"')
    const injected = await refusal(find('given_name = "x" or email ^= ""'))

    expect(escaped).toEqual(['ada@example.com'])
    expect(injected).toBe('InvalidParameterException: Error while parsing filter.')
  })

  test.each(['custom:plan = "x"', 'locale = "x"', 'email', 'email ~ "x"', 'email = x', '__proto__ = "x"'])(
    'refuses the filter %s',
    async (filter) => {
      const answer = await refusal(find(filter))

      expect(answer).toContain('InvalidParameterException')
    },
  )

  test('shows pages that neither repeat nor miss anybody while users are deleted', async () => {
    const first = await harness.sdk.listUsers({ UserPoolId, Limit: 1 })
    await harness.sdk.adminDeleteUser({ UserPoolId, Username: 'ada@example.com' })
    const second = await harness.sdk.listUsers({
      UserPoolId,
      Limit: 1,
      PaginationToken: first.PaginationToken,
    })
    const third = await harness.sdk.listUsers({
      UserPoolId,
      Limit: 1,
      PaginationToken: second.PaginationToken,
    })

    const shown = [first, second, third].map(
      ({ Users }) => Users?.[0]?.Attributes?.find(({ Name }) => Name === 'email')?.Value,
    )
    expect(shown).toEqual(names)
    expect(third.PaginationToken).toBeUndefined()
  })

  test('refuses a page token of another filter and a made-up one', async () => {
    const { PaginationToken } = await harness.sdk.listUsers({ UserPoolId, Limit: 1 })

    const other = await refusal(
      harness.sdk.listUsers({ UserPoolId, PaginationToken, Filter: 'email ^= "a"' }),
    )
    const made = await refusal(harness.sdk.listUsers({ UserPoolId, PaginationToken: 'nonsense' }))

    expect(other).toBe('InvalidParameterException: Invalid pagination token.')
    expect(made).toBe('InvalidParameterException: Invalid pagination token.')
  })

  test('shows only the attributes asked for and refuses unknown ones', async () => {
    const { Users = [] } = await harness.sdk.listUsers({ UserPoolId, AttributesToGet: ['sub'], Limit: 1 })
    const unknown = await refusal(harness.sdk.listUsers({ UserPoolId, AttributesToGet: ['shoe_size'] }))

    expect(Users[0]?.Attributes?.map(({ Name }) => Name)).toEqual(['sub'])
    expect(unknown).toBe('InvalidParameterException: One or more requested attributes do not exist.')
  })

  test('refuses more than 60 users a page', async () => {
    const answer = await refusal(harness.sdk.listUsers({ UserPoolId, Limit: 61 }))

    expect(answer).toBe(
      "InvalidParameterException: 1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
    )
  })
})
