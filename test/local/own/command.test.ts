/** `npx @cognito-trigger-suite/local --triggers …` and `--template …`. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { readStartOptions } from '../../../local/options.ts'
import { spawnGroup } from '../../support/spawned-group.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const plain = join(import.meta.dirname, 'plain')
const main = join(import.meta.dirname, '../../../local/main.ts')

async function startCommand(args: readonly string[]) {
  const directory = await temporaryFolder()
  const { child, kill } = spawnGroup(
    process.execPath,
    [main, '--port', '0', '--directory', directory, ...args],
    {
      cwd: directory,
      env: process.env,
    },
  )
  onTestFinished(kill)
  return { directory, child }
}

test.each([
  ['--triggers', join(plain, 'triggers')],
  ['--template', join(plain, 'auth.template.json')],
])(
  '%s starts the pool, says that it is ready, and ends with SIGTERM and without its file',
  async (...args) => {
    const { directory, child } = await startCommand(args)
    let printed = ''
    for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      printed += String(chunk)
      if (printed.endsWith('ready\n')) break
    }
    const { issuer } = JSON.parse(await readFile(join(directory, 'stack.json'), 'utf8'))

    expect((await fetch(`${issuer}/.well-known/jwks.json`)).status).toBe(200)
    expect(printed).toMatch(/ lambda .* pre-sign-up/)
    expect(/ trigger +pre-sign-up +\S+pre-sign-up\.js\n/.test(printed)).toBe(args[0] === '--triggers')

    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect((await ended)[0]).toBe(0)
    await expect(readFile(join(directory, 'stack.json'))).rejects.toThrow('ENOENT')
  },
)

test('what cannot start is one sentence, and exit code 1', async () => {
  const { child } = await startCommand(['--triggers', join(plain, 'none')])

  const [errors] = await Promise.all([text(child.stderr), once(child, 'exit')])

  expect([errors.trim().split('\n').length, child.exitCode]).toEqual([1, 1])
  expect(errors).toContain('is no folder of triggers that can be read.')
})

test('one of the two says what runs', () => {
  expect(readStartOptions(['--triggers', 'a'])).toMatchObject({ own: { triggers: 'a' } })
  expect(readStartOptions([])).not.toHaveProperty('own')
  expect(() => readStartOptions(['--triggers', 'a', '--template', 'b'])).toThrow(
    '--template and --triggers both say what runs',
  )
  expect(() => readStartOptions(['--triggers', 'a', '--data', 'b'])).toThrow(
    '--data keeps what a suite writes',
  )
})
