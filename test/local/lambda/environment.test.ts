/** What a function finds around it in its sandbox, cold or started ahead of time. */
import { afterAll, expect, test, vi } from 'vitest'
import { call, startFunctions } from './local-functions.ts'

vi.stubEnv('SECRET_OF_THE_PARENT', 'secret')
const local = await startFunctions(
  {
    environment: {
      environment: { OWN: 'from the function', SHARED: 'from the function' },
      code: 'export const handler = async () => ({ env: process.env, cwd: process.cwd() })',
    },
    broken: `throw new Error('cannot load')`,
  },
  { environment: { SHARED: 'from the service' } },
)
afterAll(async () => {
  vi.unstubAllEnvs()
  await local.stop()
})

test('the environment is that of Lambda, with nothing of the parent', async () => {
  const { env, cwd } = await call(local.service, 'environment')

  expect(env).toMatchObject({
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'environment',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/environment',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    AWS_EC2_METADATA_DISABLED: 'true',
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: cwd,
    _HANDLER: 'index.handler',
    OWN: 'from the function',
    SHARED: 'from the service',
  })
  expect(env).not.toHaveProperty('SECRET_OF_THE_PARENT')
  expect(env).not.toHaveProperty('HOME')
})

test('a prewarmed sandbox says so, and its first request is not a cold start', async () => {
  await local.service.prewarm('environment')

  const { env } = await call(local.service, 'environment:live')

  expect(env.AWS_LAMBDA_INITIALIZATION_TYPE).toBe('provisioned-concurrency')
  expect(local.service.invocations()[0]).toMatchObject({ cold: false, outcome: 'ok' })
})

test.each([
  ['broken', /Function broken could not be started ahead of time. Error: cannot load/],
  ['nobody', /Function not found: .*:nobody/],
])('prewarming %s fails with a sentence', async (name, sentence) => {
  await expect(local.service.prewarm(name)).rejects.toThrow(sentence)
})
