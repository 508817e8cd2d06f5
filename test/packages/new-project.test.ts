/** A new team's first minutes: create, start, sign up, with nothing but the packed packages. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CognitoIdentityProviderClient, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { endAfterAll } from '../support/end-after-all.ts'
import { startForReal } from '../support/started-stack.ts'
import { install } from './packed-project.ts'

const run = promisify(execFile)
const keep = endAfterAll()
const packed = inject('packed')
let directory: string

/** What a shell of the team knows: nothing of this repository's suite and pool. */
const ofTeam = { SUITE_FILE: undefined, CDK_CONTEXT_JSON: undefined }

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'team-'))
  keep(() => rm(directory, { recursive: true, force: true }))
})

function create(...args: readonly string[]) {
  const tarball = packed.tarballs.find(({ name }) => name.startsWith('create-'))?.file ?? ''
  const command = ['exec', '--offline', '--yes', `--package=${tarball}`, '--', 'create-cognito-trigger-suite']
  return run('npm', [...command, ...args, '--packages', packed.directory], { cwd: directory })
}

async function refusal(refused: Promise<unknown>): Promise<string> {
  const error = await refused.then(
    () => new Error('it was not refused'),
    (thrown: unknown) => thrown,
  )
  return String(Object(error).stderr ?? error)
}

describe('a created project', () => {
  let project: string
  beforeAll(async () => {
    await create('my-auth', '--sender', 'Acme <hello@acme.example>')
    project = join(directory, 'my-auth')
    await install(project, packed)
  })

  test('has ten files and the sender that was asked for', async () => {
    const files = packed.tarballs
      .find(({ name }) => name.startsWith('create-'))
      ?.files.flatMap((file) =>
        file.startsWith('template/') ? [file.slice(9).replace('_gitignore', '.gitignore')] : [],
      )

    expect(files?.sort()).toEqual([
      '.github/workflows/check.yml',
      '.gitignore',
      'README.md',
      'cdk.json',
      'infra/app.ts',
      'package.json',
      'test/personal-addresses.test.ts',
      'triggers/rules/personal-addresses.ts',
      'triggers/suite.ts',
      'tsconfig.json',
    ])
    expect((files ?? []).filter((file) => !existsSync(join(project, file)))).toEqual([])
    expect(await readFile(join(project, 'triggers/suite.ts'), 'utf8')).toContain('Acme <hello@acme.example>')
    expect(JSON.parse(await readFile(join(project, 'package.json'), 'utf8'))).toMatchObject({
      name: 'my-auth',
    })
  })

  test('starts, refuses by its own rule and by the edited rule at once, loses nobody, and serves its page', async () => {
    const stack = await startForReal(keep, 4, ofTeam, [], project)
    const { cognitoEndpoint, region, clients, consoleUrl } = stack.details
    const cognito = new CognitoIdentityProviderClient({ region, endpoint: cognitoEndpoint, maxAttempts: 1 })
    keep(() => cognito.destroy())
    const signUp = (email: string) =>
      cognito.send(
        new SignUpCommand({
          ClientId: clients.public.clientId,
          Username: email,
          Password: 'correct horse battery staple',
          UserAttributes: [{ Name: 'email', Value: email }],
        }),
      )

    await expect(signUp('sales@acme.example')).rejects.toThrow('[shared_address]')
    await expect(signUp('jane@acme.example')).resolves.toMatchObject({ UserConfirmed: false })
    const rule = join(project, 'triggers/rules/personal-addresses.ts')
    await writeFile(rule, (await readFile(rule, 'utf8')).replace("'sales'", "'sales', 'hello'"))
    let asked = 0
    const answer = () =>
      signUp(`hello@${(asked += 1)}.example`).then(
        () => 'let in',
        (error: unknown) => String(error),
      )
    await expect.poll(answer).toContain('[shared_address]')
    // Nobody is lost by an edit.
    await expect(signUp('jane@acme.example')).rejects.toThrow('already exists')
    const page = await (await fetch(consoleUrl)).text()
    const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(page) ?? []
    expect(await loadAll(consoleUrl, script)).toBeGreaterThan(10)
    expect(await stack.stop()).toBe(0)
  })

  test('passes its own check and tests', async () => {
    await run('npm', ['run', 'check'], { cwd: project, env: { ...process.env, ...ofTeam } })
    const { stdout } = await run('npm', ['test'], { cwd: project, env: { ...process.env, ...ofTeam } })

    expect(stdout).toMatch(/Tests .*[1-9]\d* passed/)
  })

  test('is asked by cts, which refuses an older Node in one sentence', async () => {
    const { stdout } = await run(
      'npx',
      ['cts', 'explain', 'sign-up', '--set', 'request.userAttributes.email=info@a.example', '--json'],
      {
        cwd: project,
        env: { ...process.env, ...ofTeam },
      },
    ).catch((error: unknown) => ({ stdout: String(Object(error).stdout) }))

    expect(JSON.stringify(JSON.parse(stdout))).toContain('shared_address')
  })
})

/** The modules of the page that its first one reaches. */
async function loadAll(origin: string, first: string): Promise<number> {
  const seen = new Set([first])
  for (const path of seen) {
    const answer = await fetch(new URL(path, origin))
    expect(answer.status, path).toBe(200)
    const code = await answer.text()
    for (const [, next = ''] of code.matchAll(/from '(\.[^']+)'/g))
      seen.add(new URL(next, new URL(path, origin)).pathname)
  }
  return seen.size
}

test('an app that cdk init makes deploys the construct', async () => {
  const app = join(directory, 'stock-app')
  await mkdir(app)
  await install(app, packed)
  // CommonJS, as `cdk init app --language typescript` makes it after its build.
  await writeFile(join(app, 'package.json'), '{}')
  await writeFile(
    join(app, 'suite.ts'),
    (await readFile('starter/triggers/suite.ts', 'utf8'))
      .replaceAll(/.*personal-addresses.*\n/g, '')
      .replaceAll(/, personalAddresses/g, ''),
  )
  await writeFile(
    join(app, 'app.js'),
    `const { App, Stack } = require('aws-cdk-lib')
const { CognitoTriggerSuite } = require('@cognito-trigger-suite/cdk')
const { join } = require('node:path')
const stack = new Stack(new App(), 'TheirStack')
new CognitoTriggerSuite(stack, 'Auth', { suite: join(__dirname, 'suite.ts') })
`,
  )

  await run(process.execPath, ['app.js'], {
    cwd: app,
    env: { ...process.env, ...ofTeam, CDK_OUTDIR: join(app, 'cdk.out') },
  })

  const template = await readFile(join(app, 'cdk.out/TheirStack.template.json'), 'utf8')
  expect(template).toContain('AWS::Cognito::UserPool')
  expect(template.match(/AWS::Lambda::Alias/g)?.length).toBeGreaterThan(3)
})

test('init leaves the compiler of an app that cdk init makes working, and its suite builds', async () => {
  const app = join(directory, 'stock')
  await mkdir(app)
  const options = { cwd: app, env: { ...process.env, ...ofTeam, CDK_DISABLE_CLI_TELEMETRY: 'true' } }
  const cdk = join(import.meta.dirname, '../../node_modules/.bin/cdk')
  await run(cdk, ['init', 'app', '--language', 'typescript', '--generate-only', '--no-notices'], options)
  await install(app, packed)
  // Of its development packages this repository lacks the types of jest.
  const types = join(app, 'node_modules/@types')
  const installed = await realpath(types)
  await rm(types)
  await mkdir(join(types, 'jest'), { recursive: true })
  await writeFile(
    join(types, 'jest/index.d.ts'),
    'declare function test(name: string, run: () => void): void',
  )
  for (const name of await readdir(installed)) await symlink(join(installed, name), join(types, name))
  await run('npx', ['tsc'], options)

  const { stdout } = await run('npx', ['cts', 'init'], options)

  expect(stdout).toContain('~ tsconfig.json\n    + exclude: triggers\n')
  await run('npx', ['tsc'], options)
  await run('npx', ['tsc', '-p', 'triggers'], options)
  expect((await run('npx', ['cts', 'build'], options)).stdout).toContain('pre-sign-up')
})

test('create lays nothing down where something is, or under a name that no package can have', async () => {
  await mkdir(join(directory, 'taken/inside'), { recursive: true })

  expect(await refusal(create('taken'))).toMatch(/taken is not empty: name a new folder\.\n$/)
  await writeFile(join(directory, 'a-file'), '')
  await symlink('nowhere', join(directory, 'a-link'))
  expect(await refusal(create('a-file'))).toMatch(/a-file is no folder: name a new folder\.\n$/)
  expect(await refusal(create('a-link'))).toMatch(/a-link is no folder: name a new folder\.\n$/)
  expect(await refusal(create('node_modules'))).toMatch(/"node_modules" cannot be the name of a package/)
  expect(await refusal(create('My Auth'))).toMatch(/"My Auth" cannot be the name of a package/)
  expect(await refusal(create('other', '--sender', 'A <a@b>'))).toMatch(/The sender is an address/)
  expect(await refusal(create('other', '--colour'))).toMatch(/^Unknown option '--colour'\.\n$/)
  expect(existsSync(join(directory, 'other'))).toBe(false)
  expect(await refusal(create('a-file/inner'))).toMatch(
    /a-file\/inner cannot be made \(ENOTDIR\): name another folder\.\n$/,
  )
})

test('create takes a folder with git and a licence, and a link to one; its lines can be pasted', async () => {
  await mkdir(join(directory, "it's here/begun/.git"), { recursive: true })
  await writeFile(join(directory, "it's here/begun/LICENSE"), '')
  await symlink("it's here/begun", join(directory, 'linked'))

  const { stdout } = await create("it's here/begun", '--sender', `"Acme, Inc." <o'neil@acme.example>`)

  expect(stdout).toContain(`\n  cd 'it'\\''s here/begun'\n`)
  expect(await readFile(join(directory, 'linked/triggers/suite.ts'), 'utf8')).toContain(
    String.raw`from: "\"Acme, Inc.\" <o'neil@acme.example>",`,
  )
  await mkdir(join(directory, 'empty'))
  await symlink('empty', join(directory, 'to-empty'))
  await create('to-empty')
  expect(existsSync(join(directory, 'empty/package.json'))).toBe(true)
})
