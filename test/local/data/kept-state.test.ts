/** Which folders `--data` takes, and what it changes in them. */
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { openDataFolder } from '../../../local/data/kept-state.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
  await chmod(folder, 0o755)
})

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

test('a folder that it makes is for the owner alone', async () => {
  const made = join(folder, 'made')

  await (await openDataFolder(made)).close()

  expect(await modeOf(made)).toBe(0o700)
  expect(await modeOf(folder)).toBe(0o755)
})

test.each([
  ['is empty', []],
  ['has what git or the file system puts there', ['.gitignore', '.gitkeep', 'lost+found']],
  ['has what a killed start leaves', ['state.new', 'lock-123']],
])('a folder that %s is taken, and stays as open as it is', async (_, names) => {
  for (const name of names) await writeFile(join(folder, name), '')

  await (await openDataFolder(folder)).close()

  expect(await modeOf(folder)).toBe(0o755)
})

test.each([['package.json'], ['lock.txt'], ['triggers/suite.ts']])(
  'a folder with %s and no state is refused in one sentence, and stays as it is',
  async (name) => {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), 'mine')
    const before = await readdir(folder)

    await expect(openDataFolder(folder)).rejects.toThrow(
      `--data ${folder} holds other files and no state of a stack: name an empty folder, or a new one.`,
    )

    expect(await readdir(folder)).toEqual(before)
    expect(await modeOf(folder)).toBe(0o755)
  },
)
