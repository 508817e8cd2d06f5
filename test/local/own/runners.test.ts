/** The entries for test runners, each with its runner. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { stackFixture } from '../../../local/runners/playwright.ts'
import { testWithStack } from '../../../local/runners/vitest.ts'
import type { RunningStack } from '../../../local/start-local-stack.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const root = join(import.meta.dirname, '../../..')
const triggers = join(import.meta.dirname, 'plain/triggers')

async function expectUp({ details }: RunningStack): Promise<void> {
  expect((await fetch(`${details.issuer}/.well-known/jwks.json`)).status).toBe(200)
}

testWithStack({ triggers })('vitest hands over a stack that answers', ({ stack }) => expectUp(stack))

test('the fixture for Playwright starts a stack, and ends it after its use', async () => {
  const [fixture, { scope }] = stackFixture({ triggers }).stack
  let jwks = ''

  await fixture({}, async (stack) => {
    jwks = `${stack.details.issuer}/.well-known/jwks.json`
    await expectUp(stack)
  })

  expect(scope).toBe('worker')
  await expect(fetch(jwks)).rejects.toThrow('fetch failed')
})

test('a test of node:test has a stack around it', async () => {
  const directory = await temporaryFolder()
  const file = join(directory, 'sign-up.test.mjs')
  const lines = [
    `import { test } from 'node:test'`,
    `import { stackAroundTests } from '${root}/local/runners/node.ts'`,
    `const stack = stackAroundTests({ triggers: '${triggers}' })`,
    `test('is up', () => fetch(stack().details.issuer))`,
  ]
  await writeFile(file, lines.join('\n'))

  // Inside of vitest it would take itself for a child of another run.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, ['--test', file], { cwd: root, env })

  expect(stdout).toMatch(/pass 1\b/)
  expect(stdout).toMatch(/fail 0\b/)
})
