import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runInside, runProcess } from './cli-process.ts'
import { expectGoldenText, toGolden } from './golden.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = join(import.meta.dirname, '../..')

test('build builds the suite, and tells the size of each function against its budget', async () => {
  const directory = await temporaryFolder()

  const ran = await runInside([
    'build',
    '--suite',
    'test/suites/shipped.ts',
    '--out',
    join(directory, 'built'),
  ])

  const steady = toGolden(ran, directory).replaceAll(/ +[\d,]+(?= of )/g, ' #')
  await expectGoldenText('build', steady)
  expect(await readdir(join(directory, 'built/triggers'))).toHaveLength(5)
})

test('build names files from the folder of the person', async () => {
  const directory = await temporaryFolder()
  await mkdir(join(directory, 'triggers'))
  await writeFile(join(directory, 'triggers/suite.ts'), `export * from '${root}/test/suites/shipped.ts'\n`)

  const ran = await runProcess(['build', '--out', 'built', '--json'], {
    directory: join(directory, 'triggers'),
    env: { SUITE_FILE: 'triggers/suite.ts' },
  })

  expect(ran.exitCode).toBe(0)
  expect(JSON.parse(ran.stdout)).toMatchObject({ directory: join(directory, 'triggers/built') })
})

test('without a suite above it is one sentence', async () => {
  const directory = await temporaryFolder()

  const ran = await runProcess(['build'], { directory, env: { SUITE_FILE: 'triggers/suite.ts' } })

  expect(ran).toMatchObject({
    stdout: '',
    exitCode: 64,
    stderr:
      'SUITE_FILE is "triggers/suite.ts", which is no file: name one such as triggers/suite.ts, or unset it.\n',
  })
})

test('start takes the options of npm start, and ends with its input', async () => {
  const directory = await temporaryFolder()

  const ran = await runProcess([
    'start',
    '--port',
    '0',
    '--no-open',
    '--end-with-stdin',
    '--directory',
    directory,
  ])

  expect(ran).toMatchObject({ stderr: '', exitCode: 0 })
})

test('start refuses --json, since it prints while it runs', async () => {
  expect(await runInside(['start', '--json'])).toMatchObject({
    exitCode: 64,
    stderr: expect.stringMatching(/^start has no --json/),
  })
  expect((await runInside(['start', '--help'])).stdout).toMatch(/^Usage: cts start \[options\]\n/)
})
