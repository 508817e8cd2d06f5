import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runInside, runProcess } from './cli-process.ts'
import { expectGoldenText, toGolden } from './golden.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const steady = (text: string): string => text.replaceAll(/\d+\.\d+\.\d+$/gm, '#')

test('--version tells the versions of program, Node and packages', async () => {
  const ran = await runInside(['--version'])

  await expectGoldenText('version', steady(toGolden(ran)))
  const { stdout } = await runInside(['--version', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    node: process.versions.node,
    version: expect.stringMatching(/^\d/),
  })
})

test('--version warns when the project has a package of another version', async () => {
  const directory = await temporaryFolder()
  const folder = join(directory, 'node_modules/@cognito-trigger-suite/cdk')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "version": "9.9.9" }')
  await writeFile(join(directory, 'cdk.json'), '{}')

  const ran = await runProcess(['--version'], { directory })

  expect(ran).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(
      /^The packages have different versions, .*cdk \d\.\d\.\d, .*cdk 9\.9\.9, .*: give all of them one in package\.json, and run `npm install`\.\n$/,
    ),
  })
})

test.each([
  ['', 'cts'],
  ['cli', 'npm run cli --'],
  ['cts', 'npm run cts --'],
])('with the script of npm %j the help calls it %s', async (script, name) => {
  const ran = await runProcess(['explain', '--help'], { env: { npm_lifecycle_event: script } })

  expect(ran.stdout).toContain(`Usage: ${name} explain [options] <event>`)
  expect(ran.stdout).toContain(`\n  ${name} explain sign-up `)
})
