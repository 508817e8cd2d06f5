import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { cognito } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createUserDirectory } from '../../../triggers/adapters/user-directory-cognito.ts'
import { PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import { causeOf } from '../../../triggers/core/step.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { caught } from './caught.ts'
import { serve } from './serve.ts'

describe('adding a user to a group', () => {
  const membership = { userPoolId: 'eu-west-1_a', userName: 'jane', group: 'members' }
  const add = (url: string) => {
    process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = url
    return createUserDirectory(() => connectTo(cognito)).addUserToGroup(membership, createCall())
  }
  const refuseWith = (type: string) =>
    serve((_, response) => void response.writeHead(400).end(JSON.stringify({ __type: type })))

  test('names pool, user and group as the service wants them', async () => {
    const asked: unknown[] = []
    const url = await serve(async (request, response) => {
      asked.push([request.headers['x-amz-target'], JSON.parse(await text(request))])
      response.end('{}')
    })

    await add(url)

    expect(asked).toEqual([
      [
        'AWSCognitoIdentityProviderService.AdminAddUserToGroup',
        { UserPoolId: 'eu-west-1_a', Username: 'jane', GroupName: 'members' },
      ],
    ])
  })

  test.each([
    ['UserNotFoundException', 'dropped'],
    ['ResourceNotFoundException', 'failed'],
  ] as const)('that is answered with %s is %s', async (type, state) => {
    expect(await caught(add(await refuseWith(type)))).toEqual(new PermanentEffectError(type, state))
  })

  test('that is refused for a missing permission is tried again: right after a deployment the policy comes late', async () => {
    const error = await caught(add(await refuseWith('AccessDeniedException')))

    expect(causeOf(error)).toBe('AccessDeniedException')
    expect(error).not.toBeInstanceOf(PermanentEffectError)
  })
})
