/** Who may invoke what, qualifier by qualifier. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { type InvocationRequest, isInvocationAllowed } from '../../../local/template/invocation-policy.ts'
import type { PermissionModel } from '../../../local/template/stack-model.ts'

const onlyArn = 'arn:aws:lambda:eu-west-1:000000000000:function:fn'
const somePoolArn = 'arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_Local0001'

const permission: PermissionModel = {
  functionArn: `${onlyArn}:live`,
  principal: 'cognito-idp.amazonaws.com',
  action: 'lambda:InvokeFunction',
  sourceArn: somePoolArn,
  sourceAccount: '000000000000',
}

const fromPool: InvocationRequest = {
  principal: 'cognito-idp.amazonaws.com',
  sourceArn: somePoolArn,
  sourceAccount: '000000000000',
}

describe('invocation of an alias', () => {
  test('is allowed for the pool that the permission names', () => {
    expect(judge(permission, fromPool)).toBe(true)
  })

  test.each<[string, Partial<InvocationRequest>]>([
    ['another service', { principal: 's3.amazonaws.com' }],
    ['another pool', { sourceArn: `${somePoolArn}2` }],
    ['another account', { sourceAccount: '111111111111' }],
  ])('is refused for %s', (_, change) => {
    expect(judge(permission, { ...fromPool, ...change })).toBe(false)
  })

  test('is refused for a caller that names no source', () => {
    expect(judge(permission, { principal: 'cognito-idp.amazonaws.com' })).toBe(false)
  })

  test('is allowed for any pool when the permission names none', () => {
    const { functionArn, principal, action } = permission

    expect(judge({ functionArn, principal, action }, fromPool)).toBe(true)
  })

  test('is refused when only the function is granted', () => {
    expect(judge({ ...permission, functionArn: onlyArn }, fromPool)).toBe(false)
  })

  test('is refused when another action is granted', () => {
    expect(judge({ ...permission, action: 'lambda:GetFunction' }, fromPool)).toBe(false)
  })

  test.each(['lambda:*', '*', 'lambda:Invoke*', 'lambda:invokefunction'])(
    'is allowed by action %s',
    (action) => {
      expect(judge({ ...permission, action }, fromPool)).toBe(true)
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
    expect(judge({ ...permission, sourceArn }, fromPool)).toBe(expected)
  })
})

test('invocation of the function is refused when only its alias is granted', () => {
  const allowed = isInvocationAllowed({ permissions: [permission] }, onlyArn, fromPool)

  expect(allowed).toBe(false)
})

test('invocation of anything is refused when nothing is granted', () => {
  const allowed = isInvocationAllowed({ permissions: [] }, onlyArn, fromPool)

  expect(allowed).toBe(false)
})

test('a source that is no exact match never passes a permission without wildcards', () => {
  const other = fc.string().filter((sourceArn) => sourceArn !== somePoolArn)

  fc.assert(
    fc.property(other, (sourceArn) => {
      expect(judge(permission, { ...fromPool, sourceArn })).toBe(false)
    }),
  )
})

function judge(only: PermissionModel, request: InvocationRequest): boolean {
  return isInvocationAllowed({ permissions: [only] }, `${onlyArn}:live`, request)
}
