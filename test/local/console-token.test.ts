/** The token of the console survives a restart, and nobody else on the machine may read it. */
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { takeConsoleToken } from '../../local/console-token.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let directory: string
beforeEach(async () => {
  directory = await temporaryFolder()
})

test('the next start in the same folder has the same token, in a file of its owner alone', async () => {
  const token = await takeConsoleToken(directory)

  expect(token).toMatch(/^[\w-]{32}$/)
  expect(await takeConsoleToken(directory)).toBe(token)
  expect(await readdir(directory)).toEqual(['console-token'])
  expect((await stat(join(directory, 'console-token'))).mode & 0o777).toBe(0o600)
})

test.each([
  ['that others may read', 0o644, 'a'.repeat(32)],
  ['that is none', 0o600, 'short'],
])('a token %s is replaced', async (_, mode, text) => {
  const path = join(directory, 'console-token')
  await writeFile(path, text)
  await chmod(path, mode)

  const token = await takeConsoleToken(directory)

  expect(token).not.toBe(text)
  expect(await takeConsoleToken(directory)).toBe(token)
})

test('a folder that stands in its place is told in one sentence, and nothing else is left', async () => {
  await mkdir(join(directory, 'console-token', 'deep'), { recursive: true })

  await expect(takeConsoleToken(directory)).rejects.toThrow(
    `${join(directory, 'console-token')} cannot be written: remove what stands there, or name another --directory.`,
  )
  expect(await readdir(directory)).toEqual(['console-token'])
})
