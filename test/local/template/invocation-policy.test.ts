/** Who may invoke what, qualifier by qualifier. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { isInvocationAllowed } from '../../../local/template/invocation-policy.ts'
import type { InvocationRequest } from '../../../local/template/invocation-policy.ts'
import type { PermissionModel } from '../../../local/template/stack-model.ts'

const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:000000000000:function:fn'
const POOL_ARN = 'arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_Local0001'

const GRANTED: PermissionModel = {
  functionArn: `${FUNCTION_ARN}:live`,
  principal: 'cognito-idp.amazonaws.com',
  action: 'lambda:InvokeFunction',
  sourceArn: POOL_ARN,
  sourceAccount: '000000000000',
}

const FROM_POOL: InvocationRequest = {
  principal: 'cognito-idp.amazonaws.com',
  sourceArn: POOL_ARN,
  sourceAccount: '000000000000',
}

describe('invocation of an alias', () => {
  test('is allowed for the pool that the permission names', () => {
    expect(judge(GRANTED, FROM_POOL)).toBe(true)
  })

  test.each<[string, Partial<InvocationRequest>]>([
    ['another service', { principal: 's3.amazonaws.com' }],
    ['another pool', { sourceArn: `${POOL_ARN}2` }],
    ['another account', { sourceAccount: '111111111111' }],
  ])('is refused for %s', (_, change) => {
    expect(judge(GRANTED, { ...FROM_POOL, ...change })).toBe(false)
  })

  test('is refused for a caller that names no source', () => {
    expect(judge(GRANTED, { principal: 'cognito-idp.amazonaws.com' })).toBe(false)
  })

  test('is allowed for any pool when the permission names none', () => {
    const { functionArn, principal, action } = GRANTED

    expect(judge({ functionArn, principal, action }, FROM_POOL)).toBe(true)
  })

  test('is refused when only the function is granted', () => {
    expect(judge({ ...GRANTED, functionArn: FUNCTION_ARN }, FROM_POOL)).toBe(false)
  })

  test('is refused when another action is granted', () => {
    expect(judge({ ...GRANTED, action: 'lambda:GetFunction' }, FROM_POOL)).toBe(false)
  })

  test.each(['lambda:*', '*', 'lambda:Invoke*', 'lambda:invokefunction'])(
    'is allowed by action %s',
    (action) => {
      expect(judge({ ...GRANTED, action }, FROM_POOL)).toBe(true)
    },
  )

  test.each([
    ['arn:aws:cognito-idp:eu-west-1:000000000000:userpool/*', true],
    ['arn:aws:cognito-idp:*:000000000000:userpool/eu-west-1_Local000?', true],
    ['arn:aws:cognito-idp:*', false],
    ['arn:aws:cognito-idp:eu-west-1:*', false],
    ['arn:aws:s3:*:*:*', false],
    ['arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1.Local0001', false],
  ])('by source pattern %s is %s', (sourceArn, expected) => {
    expect(judge({ ...GRANTED, sourceArn }, FROM_POOL)).toBe(expected)
  })
})

test('invocation of the function is refused when only its alias is granted', () => {
  const allowed = isInvocationAllowed({ permissions: [GRANTED] }, FUNCTION_ARN, FROM_POOL)

  expect(allowed).toBe(false)
})

test('invocation of anything is refused when nothing is granted', () => {
  const allowed = isInvocationAllowed({ permissions: [] }, FUNCTION_ARN, FROM_POOL)

  expect(allowed).toBe(false)
})

test('a source that is no exact match never passes a permission without wildcards', () => {
  const other = fc.string().filter((sourceArn) => sourceArn !== POOL_ARN)

  fc.assert(
    fc.property(other, (sourceArn) => {
      expect(judge(GRANTED, { ...FROM_POOL, sourceArn })).toBe(false)
    }),
  )
})

function judge(permission: PermissionModel, request: InvocationRequest): boolean {
  return isInvocationAllowed({ permissions: [permission] }, `${FUNCTION_ARN}:live`, request)
}
