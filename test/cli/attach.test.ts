/** Attaching and detaching by the command line, against the local pool, its functions and their policies. */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createPolicies, type Policies } from '../../local/lambda/policies.ts'
import { isInvocationAllowed } from '../../local/template/invocation-policy.ts'
import { serve } from '../local/adapters/serve.ts'
import { type LocalFunctions, startFunctions } from '../local/lambda/local-functions.ts'
import { clientId, type Harness, poolId, signUp, startHarness } from '../local/pool/pool-harness.ts'
import { type Ran, runInside } from './cli-process.ts'
import { expectGolden } from './golden.ts'

const accountId = '000000000000'
const arnOf = (name: string): string => `arn:aws:lambda:eu-west-1:${accountId}:function:${name}`
const names = ['pre-sign-up', 'pre-token-generation', 'post-confirmation', 'theirs']
const ours = (name: string): string => `${arnOf(name)}:live`
const theirs = ours('theirs')
const outputs = {
  Suite: {
    PreSignUpAliasArn: ours('pre-sign-up'),
    MySuitePreTokenGenerationAliasArn0A1B2C3D: ours('pre-token-generation'),
    PostConfirmationAliasArn: ours('post-confirmation'),
    ProvisioningWorkerAliasArn: ours('worker'),
    TableName: 'suite',
  },
}

let policies: Policies
let local: LocalFunctions
let harness: Harness
let directory: string
let env: Record<string, string>

async function start(
  LambdaConfig: object = {},
  groups: readonly string[] = ['editors', 'members'],
): Promise<void> {
  policies = createPolicies()
  const code = 'export const handler = async (event) => event'
  local = await startFunctions(
    Object.fromEntries(names.map((name) => [name, { code, functionArn: arnOf(name) }])),
    { policies },
  )
  harness = await startHarness({
    pool: {
      UserPoolName: 'people',
      AutoVerifiedAttributes: ['email'],
      DeletionProtection: 'ACTIVE',
      LambdaConfig,
    },
    options: {
      accountId,
      groups: groups.map((name) => ({ name, properties: {} })),
      isTriggerAllowed: (functionArn, sourceArn) =>
        isInvocationAllowed({ permissions: policies.all() }, functionArn, {
          principal: 'cognito-idp.amazonaws.com',
          sourceArn,
          sourceAccount: accountId,
        }),
    },
  })
  const stack = {
    region: 'eu-west-1',
    userPoolId: poolId,
    tableName: 'none',
    dynamodbEndpoint: 'http://127.0.0.1:9',
    cognitoEndpoint: harness.pool.endpoint,
    lambdaEndpoint: local.service.endpoint,
    functions: Object.fromEntries(names.slice(0, 3).map((name) => [name, name])),
  }
  await writeFile(join(directory, 'stack.json'), JSON.stringify(stack))
  await writeFile(join(directory, 'outputs.json'), JSON.stringify(outputs))
  env = { SUITE_STACK_FILE: join(directory, 'stack.json') }
}

beforeEach(async () => {
  // Files share a process, and the adapters keep their connections.
  vi.resetModules()
  directory = await mkdtemp(join(tmpdir(), 'cli-attach-'))
})
afterEach(async () => {
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_ENDPOINT_URL')) delete process.env[name]
  await harness.close()
  await local.stop()
  await rm(directory, { recursive: true, force: true })
})

const run = (...args: readonly string[]): Promise<Ran> => runInside(args, { env, directory })
const attach = (...args: readonly string[]): Promise<Ran> => run('attach', '--owner', 'console', ...args)
const pool = async () => (await harness.sdk.describeUserPool({ UserPoolId: poolId })).UserPool
const image = (): string => join(directory, `${poolId}.pre-image.json`)

test('a pool is attached and detached again, and is as it was', async () => {
  await start({ UserMigration: theirs })
  const before = await pool()

  await expectGolden('attach-dry-run', await attach())
  expect([await pool(), policies.all()]).toEqual([before, []])
  await expect(stat(image())).rejects.toThrow('ENOENT')

  harness.advance(1_000)
  await expectGolden('attach-apply', await attach('--apply'))
  const attached = await pool()
  expect(attached?.LambdaConfig).toEqual({
    UserMigration: theirs,
    PreSignUp: ours('pre-sign-up'),
    PreTokenGeneration: ours('pre-token-generation'),
    PreTokenGenerationConfig: { LambdaArn: ours('pre-token-generation'), LambdaVersion: 'V2_0' },
    PostConfirmation: ours('post-confirmation'),
  })
  expect({
    ...attached,
    LambdaConfig: before?.LambdaConfig,
    LastModifiedDate: before?.LastModifiedDate,
  }).toEqual(before)
  expect((await stat(image())).mode & 0o777).toBe(0o600)

  await signUp()
  expect(harness.records.map(({ trigger, outcome }) => [trigger, outcome])).toContainEqual([
    'PreSignUp',
    'ok',
  ])
  expect(await readFile(image(), 'utf8')).not.toContain('@')

  await expectGolden('attach-unchanged', await attach())
  expect(await attach('--apply')).toMatchObject({ exitCode: 0 })

  await expectGolden('attach-detach-only', await run('detach', '--only', 'PreTokenGeneration', '--apply'))
  expect(Object.keys((await pool())?.LambdaConfig ?? {}).toSorted()).toEqual([
    'PostConfirmation',
    'PreSignUp',
    'UserMigration',
  ])
  await expectGolden('attach-detach-dry-run', await run('detach'))
  expect(await run('detach', '--apply')).toMatchObject({ exitCode: 0 })
  expect({ ...(await pool()), LastModifiedDate: undefined, EstimatedNumberOfUsers: 0 }).toEqual({
    ...before,
    LastModifiedDate: undefined,
  })
  await expectGolden('attach-detach-unchanged', await run('detach'))
})

test('what would be lost is refused, one sentence each', async () => {
  await start({ PreSignUp: theirs }, [])
  harness.pool.adopt({
    pool: {
      UserPoolTier: 'LITE',
      LambdaConfig: { PreSignUp: theirs },
      SmsConfiguration: { SnsCallerArn: 'arn' },
      NewThing2027: true,
    },
    groups: [],
  })

  await expectGolden('attach-unknown-key', await attach('--apply'))
  const refused = await run('attach', '--leave-out', 'NewThing2027', '--apply')
  await expectGolden('attach-refused', refused)
  expect((await pool())?.LambdaConfig).toEqual({ PreSignUp: theirs })
  expect(policies.all()).toEqual([])
})

test('a function of the team gives way and comes back, or keeps its place', async () => {
  await start({ PreSignUp: theirs })

  expect(await attach('--replace', 'PreSignUp', '--apply')).toMatchObject({ exitCode: 0 })
  expect((await pool())?.LambdaConfig?.PreSignUp).toBe(ours('pre-sign-up'))
  expect(await run('detach', '--apply')).toMatchObject({ exitCode: 0 })
  expect((await pool())?.LambdaConfig).toEqual({ PreSignUp: theirs })

  expect(await attach('--keep', 'PreSignUp', '--apply')).toMatchObject({ exitCode: 0 })
  expect((await pool())?.LambdaConfig).toMatchObject({
    PreSignUp: theirs,
    PostConfirmation: ours('post-confirmation'),
  })
  expect(await run('detach', '--only', 'PreSignUp')).toMatchObject({ exitCode: 1 })
})

/** The pool, with something that happens before one of its calls. */
async function beforeCall(operation: string, act: () => void | Promise<void>): Promise<void> {
  const cognitoEndpoint = await serve(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const target = String(request.headers['x-amz-target'])
    if (target.endsWith(`.${operation}`)) await act()
    const headers = { 'x-amz-target': target, authorization: String(request.headers.authorization) }
    const answer = await fetch(harness.pool.endpoint, { method: 'POST', headers, body })
    response.writeHead(answer.status).end(await answer.text())
  })
  const stack = JSON.parse(await readFile(join(directory, 'stack.json'), 'utf8'))
  await writeFile(join(directory, 'stack.json'), JSON.stringify({ ...stack, cognitoEndpoint }))
}

test('who stops it during the update is told that it goes on', async () => {
  await start()
  await beforeCall('UpdateUserPool', () => void process.emit('SIGINT'))

  const ran = await attach('--apply')

  expect(ran).toMatchObject({ exitCode: 0 })
  expect(ran.stderr).toMatch(
    /^The change of the pool goes on to its end\. Stop again to end it now: then run the same command/,
  )
  expect(process.listenerCount('SIGINT')).toBe(0)
})

test('a pre-image that cannot be written after the update keeps what it knows', async () => {
  await start({ PreSignUp: theirs })
  const stack = await readFile(join(directory, 'stack.json'))
  await beforeCall('UpdateUserPool', () => mkdir(`${image()}.next`))

  const ran = await attach('--replace', 'PreSignUp', '--apply')

  expect(ran).toMatchObject({ exitCode: 64, stdout: '' })
  expect(ran.stderr).toContain('cannot be written: make it writable and run the same command again.')
  await rm(`${image()}.next`, { recursive: true })
  await writeFile(join(directory, 'stack.json'), stack)
  expect(await attach('--apply')).toMatchObject({ exitCode: 0 })
  expect(await run('detach', '--apply')).toMatchObject({ exitCode: 0 })
  expect((await pool())?.LambdaConfig).toEqual({ PreSignUp: theirs })
})

test('one trigger may be attached alone', async () => {
  await start()

  expect(await attach('--only', 'PreSignUp', '--apply')).toMatchObject({ exitCode: 0 })
  expect((await pool())?.LambdaConfig).toEqual({ PreSignUp: ours('pre-sign-up') })
  expect(policies.all().map(({ functionArn }) => functionArn)).toEqual([ours('pre-sign-up')])
  expect(await attach('--only', 'PreSignUp')).toMatchObject({ exitCode: 0 })
  expect(await attach()).toMatchObject({ exitCode: 5 })
})

test('a client that may write what the suite relies on is refused, unless it may', async () => {
  await start()
  const suite = join(directory, 'suite.ts')
  const shipped = JSON.stringify(join(import.meta.dirname, '../suites/shipped.ts'))
  const claim = JSON.stringify(
    join(import.meta.dirname, '../../triggers/pre-token-generation/claims/deny-suspended.ts'),
  )
  const define = JSON.stringify(join(import.meta.dirname, '../../triggers/pre-token-generation/define.ts'))
  await writeFile(
    suite,
    `export * from ${shipped}
import { definePreTokenGeneration } from ${define}
import { denySuspended } from ${claim}
export const preTokenGeneration = () =>
  definePreTokenGeneration({ claims: [denySuspended({ from: { userAttribute: 'email' } })] })
`,
  )
  env['SUITE_FILE'] = suite

  const ran = await attach()
  expect(ran).toMatchObject({ exitCode: 1 })
  expect(ran.stdout).toContain(
    `App client ${clientId} may write email, on which claim source deny-suspended relies`,
  )
  expect(await attach('--allow-write', 'email')).toMatchObject({ exitCode: 5 })
})

test('a pool that is not there, and a function that is not there, are told', async () => {
  await start()
  const noPool = await attach('--pool', 'eu-west-1_Other9999')
  const noFunction = await attach('--function', `PreSignUp=${ours('gone')}`, '--apply')

  for (const ran of [noPool, noFunction]) {
    expect(ran).toMatchObject({ exitCode: 69, stdout: '' })
    expect(ran.stderr).toBe(
      'The pool was not changed. The pool or a function is not there: check its id, the Region and the account.\n',
    )
  }
  expect((await pool())?.LambdaConfig).toEqual({})
})

test('detaching finds the functions in the pre-image, and tells what stands there when nothing does', async () => {
  await start()
  await attach('--apply')
  const stack = JSON.parse(await readFile(join(directory, 'stack.json'), 'utf8'))
  await writeFile(join(directory, 'stack.json'), JSON.stringify({ ...stack, functions: {} }))

  expect(await run('detach')).toMatchObject({ exitCode: 5 })
  await rm(image())
  const ran = await run('detach', '--only', 'PreSignUp')
  expect(ran).toMatchObject({ exitCode: 64 })
  expect(ran.stderr).toContain(`${poolId}.pre-image.json is not there. Say which functions`)
  expect(ran.stderr).toContain(`the pool has now --function PreSignUp=${ours('pre-sign-up')}`)
  const named = ['--only', 'PreSignUp', '--function', `PreSignUp=${ours('pre-sign-up')}`]
  const detached = await run('detach', ...named, '--apply')
  expect(detached).toMatchObject({ exitCode: 0 })
  expect(detached.stderr).toContain('is not there: what the triggers called before is not known.')
  expect(Object.keys((await pool())?.LambdaConfig ?? {})).not.toContain('PreSignUp')
})

describe('in AWS', () => {
  const aws = async (status: number, answer: string, ...args: readonly string[]): Promise<Ran> => {
    process.env['AWS_ENDPOINT_URL_CLOUDFORMATION'] = await serve(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      const isAsked = body === `Action=DescribeStackResources&Version=2010-05-15&PhysicalResourceId=${poolId}`
      const isSigned = request.headers.authorization?.includes('/cloudformation/aws4_request') === true
      response.writeHead(isAsked && isSigned ? status : 500).end(answer)
    })
    process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = harness.pool.endpoint
    process.env['AWS_ENDPOINT_URL_LAMBDA'] = local.service.endpoint
    const place = [
      '--endpoint',
      'aws',
      '--region',
      'eu-west-1',
      '--pool',
      poolId,
      '--outputs',
      'outputs.json',
    ]
    return run('attach', ...place, ...args)
  }
  const member = (id: string, status: string): string =>
    `<member><StackName>people-prod</StackName><PhysicalResourceId>${id}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus></member>`
  const found = (...members: readonly string[]): string =>
    `<DescribeStackResourcesResponse><DescribeStackResourcesResult><StackResources>${members.join('')}</StackResources></DescribeStackResourcesResult></DescribeStackResourcesResponse>`
  const error = (code: string, message: string): string =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`

  test.each([
    [
      'a stack',
      200,
      found(member('other', 'CREATE_COMPLETE'), member(poolId, 'UPDATE_COMPLETE')),
      'The stack people-prod owns',
    ],
    [
      'no stack',
      400,
      error('ValidationError', `Stack for ${poolId} does not exist`),
      'No CloudFormation stack owns',
    ],
    [
      'a stack that left it behind',
      200,
      found(member(poolId, 'DELETE_SKIPPED')),
      'No CloudFormation stack owns',
    ],
    [
      'nobody knows who',
      403,
      error('AccessDenied', 'no'),
      'did not tell which stack owns the pool (AccessDenied)',
    ],
    ['an answer of another form', 200, '{}', 'did not tell which stack owns the pool (answer_unreadable)'],
  ])('a pool of which %s is the owner is refused', async (_, status, answer, told) => {
    await start()
    const ran = await aws(status, answer)

    expect(ran).toMatchObject({ exitCode: 1 })
    expect(ran.stdout).toContain(told)
  })

  test('the functions come from the outputs, and the operator answers for the owner', async () => {
    await start()
    const ran = await aws(403, error('AccessDenied', 'no'), '--owner', 'console', '--apply', '--json')

    expect(JSON.parse(ran.stdout)).toMatchObject({
      userPoolId: poolId,
      action: 'attach',
      outcome: 'done',
      refusals: [],
    })
    expect(
      policies
        .all()
        .map(({ functionArn }) => functionArn)
        .toSorted(),
    ).toEqual(names.slice(0, 3).map(ours).toSorted())
  })
})

describe('a mistake is one sentence', () => {
  test.each([
    [['attach', '--outputs', 'nothing.json']],
    [['attach', '--outputs', 'stack.json']],
    [['attach', '--function', 'PreSignup=arn']],
    [['attach', '--function', 'PreSignUp=pre-sign-up']],
    [['attach', '--token-version', 'V4_0']],
    [['attach', '--keep', 'PreSignUp', '--replace', 'PreSignUp']],
    [['attach', '--keep', 'PreSignUp', '--only', 'PreSignUp']],
    [
      [
        'attach',
        ...['PreSignUp', 'PreTokenGeneration', 'PostConfirmation'].flatMap((slot) => ['--keep', slot]),
      ],
    ],
    [['attach', '--function', `PreSignUp=${theirs}`, '--function', `PreSignUp=${ours('pre-sign-up')}`]],
    [['attach', '--leave-out', 'Policies']],
    [['attach', '--send', 'DcrConfiguration']],
    [['attach', '--endpoint', 'aws']],
    [['detach', '--only', 'PreSignUpp']],
    [['detach', '--pre-image', 'outputs.json']],
    [['detach', '--pre-image', '.']],
    [['attach', '--outputs', 'deep.json']],
    [['detach', '--pre-image', 'strange.json']],
  ])('%j', async (args) => {
    await start()
    const [depth, before] = [20_000, { PreSignUp: 5 }]
    await writeFile(join(directory, 'deep.json'), '{"a":'.repeat(depth) + '1' + '}'.repeat(depth))
    const strange = { version: 1, userPoolId: poolId, pool: {}, mfa: {}, before }
    await writeFile(join(directory, 'strange.json'), JSON.stringify(strange))
    const ran = await run(...args)

    expect(ran).toMatchObject({ exitCode: 64, stdout: '' })
    expect(ran.stderr).toMatch(/^[^\n]+\n$/)
  })

  test('when the pool does not answer', async () => {
    await start()
    const url = await serve((_, response) => void response.writeHead(500).end('{}'))
    const stack = JSON.parse(await readFile(join(directory, 'stack.json'), 'utf8'))
    await writeFile(join(directory, 'stack.json'), JSON.stringify({ ...stack, cognitoEndpoint: url }))

    expect(await attach('--apply')).toMatchObject({ exitCode: 69, stdout: '' })
    onTestFinished(() => expect(policies.all()).toEqual([]))
  })
})
