/** One process at a time uses a folder. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { lockFolder } from '../../../local/data/folder-lock.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
})

async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

test('a folder that a running process holds is refused to another, until it is freed', async () => {
  const free = await lockFolder(folder)

  await expect(lockFolder(folder, await endedPid())).rejects.toThrow(
    `${folder} is used by process ${process.pid}: end that one, or name another folder for --data.`,
  )

  expect(await readdir(folder)).toEqual(['lock'])
  await free()
  expect(await readdir(folder)).toEqual([])
})

test.each([
  ['a process that was killed', async () => String(await endedPid())],
  ['an earlier process with the same id, as in a container', async () => String(process.pid)],
])('the lock of %s holds nothing', async (_, holder) => {
  await writeFile(join(folder, 'lock'), await holder())

  const free = await lockFolder(folder)

  expect(await readdir(folder)).toEqual(['lock'])
  await free()
})

test.each([
  ['a file of somebody else', (lock: string) => writeFile(lock, 'my own notes')],
  ['an empty file', (lock: string) => writeFile(lock, '')],
  ['a folder', (lock: string) => mkdir(lock)],
])('a lock that is %s is refused in one sentence, and stays', async (_, make) => {
  const lock = join(folder, 'lock')
  await make(lock)
  const before = await readFile(lock, 'utf8').catch(() => 'a folder')

  await expect(lockFolder(folder)).rejects.toThrow(
    `${lock} is no lock of this program: name another folder for --data, or move it away. It is left as it is.`,
  )

  expect(await readdir(folder)).toEqual(['lock'])
  expect(await readFile(lock, 'utf8').catch(() => 'a folder')).toBe(before)
})

test('of many that come at once after a crash, one gets it', async () => {
  await writeFile(join(folder, 'lock'), String(await endedPid()))
  // Processes that run, and are not this one.
  const others = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] }),
  )
  try {
    const tries = await Promise.allSettled(others.map(({ pid }) => lockFolder(folder, pid)))

    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['lock'])
  } finally {
    for (const other of others) {
      const exited = once(other, 'exit')
      other.kill('SIGKILL')
      await exited
    }
  }
})
