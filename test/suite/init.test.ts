/** What `cts init` lays into a project of CommonJS can be asked there. */
import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runInside, runProcess } from '../cli/cli-process.ts'

const root = join(import.meta.dirname, '../..')

test('the suite that init adds decides', async () => {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'init-')))
  onTestFinished(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, 'package.json'), '{ "type": "commonjs" }')
  await runInside(['init'], { directory })
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'))
  const explained = await runProcess(
    ['explain', 'sign-up', '--set', 'request.userAttributes.email=sales@a.example', '--json'],
    {
      directory,
      env: { SUITE_FILE: 'triggers/suite.ts' },
    },
  )
  expect(explained.stderr).toBe('')
  expect(explained.stdout).toContain('shared_address')
})
