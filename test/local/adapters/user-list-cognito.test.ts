/** The users of a pool, page by page, and the search for one of them: what is sent, and what goes wrong. */
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { cognito } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createUserList } from '../../../triggers/adapters/user-list-cognito.ts'
import { causeOf } from '../../../triggers/core/step.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { serve } from './serve.ts'

/** A pool that gives these answers one after the other, and the last one for ever. */
async function startPool(...answers: readonly object[]) {
  const bodies: unknown[] = []
  process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = await serve(
    async (request, response, count) => {
      const answer = JSON.stringify(answers[Math.min(count, answers.length) - 1])
      bodies.push(JSON.parse(await text(request)))
      response.end(answer)
    },
  )
  const list = createUserList(() => connectTo(cognito))
  return {
    bodies,
    list,
    find: (sub: string) => list.findUser({ userPoolId: 'eu-west-1_a', sub }, createCall()),
  }
}

const userOf = (sub: string) => ({
  Username: `name-${sub}`,
  UserStatus: 'EXTERNAL_PROVIDER',
  Enabled: false,
  UserCreateDate: 1_767_225_600,
  UserLastModifiedDate: 1_767_225_601,
  Attributes: [{ Name: 'sub', Value: sub }],
})

test('a page has the users of whom a sub is known, and says where the next begins', async () => {
  const { bodies, list } = await startPool({
    PaginationToken: 'next',
    Users: [userOf('sub-1'), { Username: 'without-sub', Attributes: [] }],
  })

  const page = await list.listUsers({ userPoolId: 'eu-west-1_a', token: 'here' }, createCall())

  expect(bodies).toEqual([{ UserPoolId: 'eu-west-1_a', Limit: 60, PaginationToken: 'here' }])
  expect(page).toMatchObject({ nextToken: 'next', users: [{ sub: 'sub-1', isEnabled: false }] })
  expect(page.users).toHaveLength(1)
})

test('asks for the one sub, and reads the user as a page of the list has them', async () => {
  const { bodies, find } = await startPool({ Users: [userOf('sub-1')] })

  const user = await find('sub-1')

  expect(bodies).toEqual([{ UserPoolId: 'eu-west-1_a', Filter: 'sub = "sub-1"', Limit: 60 }])
  expect(user).toEqual({
    userName: 'name-sub-1',
    sub: 'sub-1',
    status: 'EXTERNAL_PROVIDER',
    isEnabled: false,
    createdAtMs: 1_767_225_600_000,
    modifiedAtMs: 1_767_225_601_000,
    attributes: new Map([['sub', 'sub-1']]),
  })
})

test('finds no user in an empty pool, and takes no other user for this one', async () => {
  const { find: findInEmpty } = await startPool({ Users: [] })
  expect(await findInEmpty('sub-1')).toBeUndefined()

  const { find: findAmongOthers } = await startPool({ Users: [userOf('sub-2'), userOf('SUB-1')] })
  expect(await findAmongOthers('sub-1')).toBeUndefined()
})

test('nothing in the value ends it', async () => {
  const { bodies, find } = await startPool({ Users: [] })

  await find('a" or \\"b')

  expect(bodies).toMatchObject([{ Filter: String.raw`sub = "a\" or \\\"b"` }])
})

test('goes on after a page that is empty and not the last', async () => {
  const { bodies, find } = await startPool(
    { Users: [], PaginationToken: 'next' },
    { Users: [userOf('sub-1')] },
  )

  const user = await find('sub-1')

  expect(user?.sub).toBe('sub-1')
  expect(bodies).toMatchObject([{}, { Filter: 'sub = "sub-1"', PaginationToken: 'next' }])
})

test('pages without an end are no answer', async () => {
  const { bodies, find } = await startPool({ Users: [], PaginationToken: 'next' })

  const error: unknown = await find('sub-1').catch((caught: unknown) => caught)

  expect(causeOf(error)).toBe('user_pool_answer_unreadable')
  expect(bodies).toHaveLength(3)
})
