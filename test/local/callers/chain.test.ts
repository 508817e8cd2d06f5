/** A request at a door is followed through its function, the user pool and the trigger to the table. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startLocalStack } from '../../../local/start-local-stack.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { readHops, triggerCalls } from '../../support/trigger-calls.ts'
import { ask } from './ask.ts'
import { doorsTemplate } from './doors-template.ts'

const callService = `
const { request } = require('node:http')
const call = (address, target, body) => new Promise((resolve, reject) => {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, authorization: 'AWS4-HMAC-SHA256 Credential=local/20261129/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0' }
  const asked = request(address, { method: 'POST', headers }, (answer) => {
    let text = ''
    answer.on('data', (chunk) => (text += chunk))
    answer.on('end', () => resolve(text))
  })
  asked.on('error', reject)
  asked.end(JSON.stringify(body))
})
`

const front = `${callService}
exports.handler = async (event) => {
  const body = await call(process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER, 'AWSCognitoIdentityProviderService.SignUp', {
    ClientId: process.env.CLIENT, Username: 'ada@example.com', Password: 'Correct-horse-1',
  })
  return { statusCode: 200, body }
}
`

const preSignUp = `${callService}
exports.handler = async (event) => {
  await call(process.env.AWS_ENDPOINT_URL_DYNAMODB, 'DynamoDB_20120810.ListTables', {})
  return event
}
`

function lambda(code: string, variables = {}) {
  const { Echo } = doorsTemplate.Resources
  return {
    ...Echo,
    Properties: { ...Echo.Properties, Code: { ZipFile: code }, Environment: { Variables: variables } },
  }
}

const keep = endAfterAll()

test('every wait carries the trace of the door, and only such chains are told', async () => {
  const { Resources } = doorsTemplate
  const template = {
    Resources: {
      ...Resources,
      Pool: {
        ...Resources.Pool,
        Properties: {
          ...Resources.Pool.Properties,
          LambdaConfig: { PreSignUp: { 'Fn::GetAtt': ['PreSignUp', 'Arn'] } },
        },
      },
      PreSignUp: lambda(preSignUp),
      PreSignUpForPool: {
        ...Resources.EchoForBalancer,
        Properties: {
          FunctionName: { 'Fn::GetAtt': ['PreSignUp', 'Arn'] },
          Principal: 'cognito-idp.amazonaws.com',
          Action: 'lambda:InvokeFunction',
        },
      },
      Echo: lambda(front, { CLIENT: { Ref: 'Client' } }),
    },
  }
  const folder = await mkdtemp(join(tmpdir(), 'chain-'))
  keep(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'chain.template.json')
  await writeFile(file, JSON.stringify(template))
  const { details, close } = await startLocalStack({ template: file })
  keep(close)
  const api = details.callers.find(({ caller }) => caller === 'http-api')?.address ?? ''

  const answer = await ask(`${api}/sign-up?secret=1`, [], { method: 'POST', body: '{}' })
  expect(answer.body.toString()).toContain('UserSub')
  await fetch(details.cognitoEndpoint, {
    method: 'POST',
    headers: {
      'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp',
      'content-type': 'application/x-amz-json-1.1',
    },
    body: JSON.stringify({
      ClientId: details.clients.public.clientId,
      Username: 'grace@example.com',
      Password: 'Correct-horse-1',
    }),
  })

  const hops = await readHops(details)
  expect(new Set(hops.map(({ name }) => name))).toEqual(
    new Set(['HTTP API front, POST /sign-up', 'user-pool SignUp', 'table ListTables']),
  )
  const [traceId, ...others] = new Set(hops.map((each) => each.traceId))
  expect(others).toEqual([])
  const calls = await triggerCalls(details)
  const ofChain = calls.filter((each) => each.traceId === traceId)
  expect(ofChain.map((each) => [each.trigger, each.limitMs])).toEqual([
    ['pre-sign-up', 5_000],
    [expect.stringContaining('Echo'), 30_000],
  ])
  // The sign-up that came straight to the pool is no chain.
  expect(calls).toHaveLength(3)
  expect(calls.filter((each) => each.traceId === undefined)).toHaveLength(1)
})
