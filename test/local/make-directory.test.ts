import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDirectory } from '../../local/make-directory.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

test('makes a folder and those above it, also when it is there or two do so at once', async () => {
  const path = join(await temporaryFolder(), 'a', 'b', 'c')

  await Promise.all([makeDirectory(path), makeDirectory(path)])
  await makeDirectory(path)

  expect(existsSync(path)).toBe(true)
})

test('leaves nothing in a folder that is there', async () => {
  const directory = await temporaryFolder()

  await makeDirectory(directory)

  expect(await readdir(directory)).toEqual([])
})

test('names a folder that cannot be made because a file is in the way', async () => {
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')

  await expect(makeDirectory(join(file, 'below'))).rejects.toThrow(
    `--directory ${join(file, 'below')} cannot be used, since ${file} is a file and no folder: name another folder.`,
  )
  await expect(makeDirectory(file)).rejects.toThrow(`since ${file} is a file and no folder`)
})

// Node's recursive mkdir does not end there.
const hasProc = existsSync('/proc/self')
if (!hasProc) process.stderr.write('The test of a refusing file system is skipped: there is no /proc.\n')
test.skipIf(!hasProc)('ends where the file system refuses', async () => {
  await expect(makeDirectory('/proc/nope/below')).rejects.toThrow(
    /^--directory \/proc\/nope\/below cannot be used, since .* \/proc (?:takes no new files )?\(\w+\): /,
  )
  await expect(makeDirectory('/proc')).rejects.toThrow('--directory /proc cannot be used, since ')
})
