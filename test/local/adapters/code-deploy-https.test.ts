import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createCodeDeployTeller } from '../../../triggers/adapters/code-deploy-https.ts'
import { openConnection } from '../../../triggers/adapters/connection.ts'
import { serve } from './serve.ts'

test('CodeDeploy is told by one signed request', async () => {
  const received: unknown[] = []
  const url = await serve(async (request, response) => {
    const { authorization = '', 'x-amz-target': target } = request.headers
    const isSigned = authorization.includes('/codedeploy/aws4_request')
    received.push({ target, isSigned, body: JSON.parse(await text(request)) })
    response.end('{}')
  })
  const tell = createCodeDeployTeller(() => openConnection(new URL(url)))

  await tell({ deploymentId: 'd-1', executionId: 'e-1' }, 'Failed')

  expect(received).toEqual([
    {
      target: 'CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus',
      isSigned: true,
      body: { deploymentId: 'd-1', lifecycleEventHookExecutionId: 'e-1', status: 'Failed' },
    },
  ])
})
