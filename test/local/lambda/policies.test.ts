/** What AWS's own client sees of the policies of functions. */
import {
  AddPermissionCommand,
  GetPolicyCommand,
  LambdaServiceException,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, expect, test } from 'vitest'
import { createPolicies } from '../../../local/lambda/policies.ts'
import { accountArn, startFunctions } from './local-functions.ts'

const policies = createPolicies()
const FunctionName = `${accountArn}:echo:live`
const permission = {
  FunctionName,
  StatementId: 'attach-eu-west-1_Test12345',
  Action: 'lambda:InvokeFunction',
  Principal: 'cognito-idp.amazonaws.com',
  SourceArn: 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Test12345',
  SourceAccount: '123456789012',
}
const local = await startFunctions({ echo: 'export const handler = async (event) => event' }, { policies })
afterAll(() => local.stop())

const refusal = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'not refused',
    (error: unknown) => (error instanceof LambdaServiceException ? error.name : String(error)),
  )

test('a permission is added once, shown, and removed', async () => {
  const { client } = local
  const { Statement = '' } = await client.send(new AddPermissionCommand(permission))
  const again = await refusal(client.send(new AddPermissionCommand(permission)))
  const { Policy = '' } = await client.send(new GetPolicyCommand({ FunctionName }))

  expect(again).toBe('ResourceConflictException')
  expect(JSON.parse(Policy)).toMatchObject({ Statement: [JSON.parse(Statement)] })
  expect(JSON.parse(Statement)).toMatchObject({
    Sid: permission.StatementId,
    Resource: FunctionName,
    Condition: {
      ArnLike: { 'AWS:SourceArn': permission.SourceArn },
      StringEquals: { 'AWS:SourceAccount': permission.SourceAccount },
    },
  })
  expect(policies.all()).toMatchObject([{ functionArn: FunctionName, sourceArn: permission.SourceArn }])

  const { StatementId } = permission
  await client.send(new RemovePermissionCommand({ FunctionName, StatementId }))
  expect(policies.all()).toEqual([])
  expect(await refusal(client.send(new RemovePermissionCommand({ FunctionName, StatementId })))).toBe(
    'ResourceNotFoundException',
  )
  expect(await refusal(client.send(new GetPolicyCommand({ FunctionName })))).toBe('ResourceNotFoundException')
})

test('a permission with a condition that cannot be judged, and one for no function, are refused', async () => {
  const conditional = { ...permission, PrincipalOrgID: 'o-1234567890' }
  const nobody = { ...permission, FunctionName: 'nobody' }

  expect(await refusal(local.client.send(new AddPermissionCommand(conditional)))).toBe(
    'InvalidParameterValueException',
  )
  expect(await refusal(local.client.send(new AddPermissionCommand(nobody)))).toBe('ResourceNotFoundException')
  expect(policies.all()).toEqual([])
})
