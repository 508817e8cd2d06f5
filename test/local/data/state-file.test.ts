/** A value in a file survives a crash at any moment, and is never taken for another. */
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { packState, readState, writeState } from '../../../local/data/state-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await temporaryFolder()
  path = join(folder, 'state')
})

const state = {
  users: new Map([['ada', { groups: new Set(['members']), salt: 12n ** 40n, hash: new Uint8Array([1, 2]) }]]),
}

test('what was written is read, and only the owner may read it', async () => {
  await writeState(path, packState(state, 1))

  expect(await readState(path, 1)).toEqual(state)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['state'])
})

test('before the first write there is nothing', async () => {
  expect(await readState(path, 1)).toBeUndefined()
})

test('a crash in the middle of a write leaves the value of before, and the next write follows', async () => {
  await writeState(path, packState(state, 1))
  const next = packState({ users: new Map() }, 1)
  // What a killed process leaves, with any rights.
  await writeFile(`${path}.new`, next.subarray(0, next.length / 2))
  await chmod(`${path}.new`, 0o644)

  expect(await readState(path, 1)).toEqual(state)

  await writeState(path, next)
  expect(await readState(path, 1)).toEqual({ users: new Map() })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('a part of a value, or one with another byte, is refused, and left as it is', async () => {
  const whole = packState(state, 1)
  for (const length of [0, 1, whole.indexOf('\n'), whole.indexOf('\n') + 1, whole.length - 1]) {
    await writeFile(path, whole.subarray(0, length))
    await expect(readState(path, 1)).rejects.toThrow(
      `${path} is damaged: name another folder for --data, or move the file away. It is left as it is.`,
    )
    expect((await readFile(path)).equals(whole.subarray(0, length))).toBe(true)
  }
  const other = Buffer.from(whole)
  other[whole.length - 1] = 0
  await writeFile(path, other)
  await expect(readState(path, 1)).rejects.toThrow('is damaged')
})

test('a value of another format is refused', async () => {
  await writeState(path, packState(state, 2))

  await expect(readState(path, 1)).rejects.toThrow(`${path} was written by another version: name another`)
})

test('what is no file is refused', async () => {
  await mkdir(path)

  await expect(readState(path, 1)).rejects.toThrow(`${path} cannot be read (EISDIR): name another`)
})
