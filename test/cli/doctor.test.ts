import { mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkNode } from '../../cli/doctor/machine-checks.ts'
import { checkTypeScript } from '../../cli/doctor/package-checks.ts'
import { checkPlans } from '../../cli/doctor/suite-checks.ts'
import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import * as shipped from '../suites/shipped.ts'
import { type Ran, runProcess } from './cli-process.ts'
import { expectGoldenText, toGolden } from './golden.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = join(import.meta.dirname, '../..')

/** A project with the packages of this one and the shipped suite. */
async function makeProject(cdk: object = {}): Promise<string> {
  const directory = await temporaryFolder()
  await mkdir(join(directory, 'triggers'))
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'))
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }')
  await writeFile(join(directory, 'cdk.json'), JSON.stringify({ context: cdk }))
  const text = await readFile(join(root, 'test/suites/shipped.ts'), 'utf8')
  await writeFile(
    join(directory, 'triggers/suite.ts'),
    text.replaceAll(/'\.\.\/\.\.\/triggers\/(.+)\.ts'/g, "'@cognito-trigger-suite/triggers/$1'"),
  )
  return directory
}

async function examine(directory: string, ...args: readonly string[]): Promise<Ran> {
  return runProcess(['doctor', '--port', '0', ...args], {
    directory,
    env: { SUITE_FILE: 'triggers/suite.ts', CHROMIUM_PATH: '/nowhere/chromium' },
  })
}

const steady = (ran: Ran, directory: string): string =>
  toGolden(ran, directory)
    .replaceAll(/\d+\.\d+\.\d+/g, '#')
    .replaceAll(/\d+ of \d+ ms/g, '# of # ms')

test('a sound project passes, with notes for its deployment', async () => {
  const directory = await makeProject()

  const ran = await examine(directory)

  await expectGoldenText('doctor', steady(ran, directory))
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
})

test('each fault is one line that says what to do, and the exit code is 1', async () => {
  const directory = await makeProject({ bundleBytes: { 'pre-signup': 1 } })
  const suite = join(directory, 'triggers/suite.ts')
  await writeFile(
    suite,
    (await readFile(suite, 'utf8')).replace("expectedVersion: '2'", "expectedVersion: '2' as string"),
  )
  await mkdir(join(directory, 'cdk.out'))
  const template = join(directory, 'cdk.out/dev.template.json')
  await writeFile(template, '{}')
  await utimes(template, 1, 1)

  const ran = await examine(directory)

  await expectGoldenText('doctor-faults', steady(ran, directory))
  expect(ran.exitCode).toBe(1)
})

test('a suite that cannot be loaded is the only thing said of it; --json says the same', async () => {
  const directory = await makeProject({ pool: { callbackUrl: [] } })
  await writeFile(join(directory, 'triggers/suite.ts'), 'export const preSignUp = 1\n')

  const { checks, isSound } = JSON.parse((await examine(directory, '--json')).stdout)

  expect(isSound).toBe(false)
  expect(checks).toContainEqual({
    name: 'suite',
    outcome: 'bad',
    says: expect.stringMatching(/suite\.ts is refused: .*exports preSignUp as a number/),
  })
  expect(checks).toContainEqual({
    name: 'cdk.json',
    outcome: 'bad',
    says: expect.stringContaining('callbackUrl'),
  })
  expect(checks.map(({ name }: { readonly name: string }) => name)).not.toContain('plans')
})

test('a taken port is named', async () => {
  const directory = await makeProject()
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined

  const { stdout } = await runProcess(['doctor', '--port', String(port), '--suite', 'nowhere.ts', '--json'], {
    directory,
  })

  const { checks } = JSON.parse(stdout)
  expect(checks).toContainEqual({
    name: 'ports',
    outcome: 'bad',
    says: expect.stringMatching(
      new RegExp(`^${port}\\b.* taken: stop what listens there, or start with --port 0\\.$`),
    ),
  })
})

test('another copy of a package is named with both places', async () => {
  const directory = await makeProject()
  await rm(join(directory, 'node_modules'))
  const folder = join(directory, 'node_modules/@cognito-trigger-suite/triggers')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "version": "9.9.9" }')

  const { checks } = JSON.parse((await examine(directory, '--json')).stdout)

  expect(checks).toContainEqual({
    name: 'packages',
    outcome: 'bad',
    says: expect.stringMatching(
      /^@cognito-trigger-suite\/triggers is installed more than once, \S+ in \S+ and 9\.9\.9 in node_modules\/\S+: give all/,
    ),
  })
})

test('an old Node, a missing compiler and a plan that is too long are bad', () => {
  const plans = readSuitePlans(shipped)
  const [proof] = plans.proofs
  if (proof === undefined) throw new Error('no plan')

  expect(checkNode('22.1.0')).toMatchObject({
    outcome: 'bad',
    says: '22.1.0 is too old: install Node 24, which AWS Lambda runs too.',
  })
  expect(checkTypeScript(root, 'amiga-m68k')).toMatchObject({ outcome: 'bad' })
  expect(checkPlans(plans)).toMatchObject({ outcome: 'good' })
  expect(checkPlans({ ...plans, proofs: [{ ...proof, totalMs: proof.limitMs + 1 }] })).toMatchObject({
    outcome: 'bad',
  })
})
