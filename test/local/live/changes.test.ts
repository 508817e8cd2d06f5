/** Which saves are told, and together with which. The file system is the test's; one test uses the real one. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Changes, foldersOf, watchChanges } from '../../../local/live/changes.ts'
import { createVirtualClock, type VirtualClock } from '../../../triggers/testing/virtual-clock.ts'

let root: string
let clock: VirtualClock
let told: ReadonlySet<string>[]
let folders: Map<string, (path: string) => void>
let changes: Changes

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'changes-'))
  clock = createVirtualClock()
  told = []
  folders = new Map()
  changes = watchChanges({
    clock,
    watch: (folder, onFile) => {
      folders.set(folder, onFile)
      return () => folders.delete(folder)
    },
    onChange: (paths) => told.push(paths),
    onFailure: (error) => expect.unreachable(String(error)),
  })
})
afterEach(() => {
  changes.close()
  rmSync(root, { recursive: true })
})

const save = (name: string): void => folders.get(join(root, name, '..'))?.(join(root, name))
const settle = (): Promise<void> => clock.runUntil(clock.sleep(20))

test('what is saved together is told once, after the last of it', async () => {
  changes.follow([root], [])

  save('a.ts')
  await clock.runUntil(clock.sleep(19))
  save('b.ts')
  save('a.ts')
  await clock.runUntil(clock.sleep(19))
  expect(told).toEqual([])
  await clock.runUntil(clock.sleep(1))

  expect(told).toEqual([new Set([join(root, 'a.ts'), join(root, 'b.ts')])])
})

test.each(['.a.ts.swp', 'a.ts~', '4913', '.#a.ts', 'README.md'])('%s is no source', async (name) => {
  changes.follow([root], [])

  save(name)
  await settle()

  expect(told).toEqual([])
})

test('a folder that is not followed any more is not watched', () => {
  changes.follow(['/one', '/two'], [])
  changes.follow(['/two', '/three'], [])

  expect([...folders.keys()]).toEqual(['/two', '/three'])
  changes.close()
  expect([...folders.keys()]).toEqual([])
})

test('a new folder under a deep one is watched with its folders, and its files are told', async () => {
  changes.follow([], [root])
  mkdirSync(join(root, 'rules/own'), { recursive: true })
  mkdirSync(join(root, 'rules/node_modules/x'), { recursive: true })
  writeFileSync(join(root, 'rules/own/rule.ts'), '')

  save('rules')
  await settle()

  expect([...folders.keys()]).toEqual([root, join(root, 'rules'), join(root, 'rules/own')])
  expect(told).toEqual([new Set([join(root, 'rules/own/rule.ts')])])
})

test('the folders of files are each named once', () => {
  expect(foldersOf(['/a/b.ts', '/a/c.ts', '/d/e.ts'])).toEqual(['/a', '/d'])
})

test('on a real file system each way of saving is told, every time', async () => {
  const file = join(root, 'suite.ts')
  writeFileSync(file, '0')
  const real = watchChanges({
    clock: { after: (_ms, callback) => (queueMicrotask(callback), () => {}) },
    onChange: (paths) => told.push(paths),
    onFailure: (error) => expect.unreachable(String(error)),
  })
  try {
    real.follow([], [root])
    for (const text of ['1', '2', '3']) {
      told = []
      // As editors do: beside, and then in its place.
      writeFileSync(join(root, 'suite.ts.new'), text)
      renameSync(join(root, 'suite.ts.new'), file)
      await expect.poll(() => told.some((paths) => paths.has(file))).toBe(true)
      told = []
      writeFileSync(file, `${text} in place`)
      await expect.poll(() => told.some((paths) => paths.has(file))).toBe(true)
    }
  } finally {
    real.close()
  }
})

test('a folder that cannot be watched is told', () => {
  const failures: unknown[] = []
  const real = watchChanges({
    clock,
    onChange: () => {},
    onFailure: (error) => failures.push(error),
  })

  real.follow([join(root, 'missing')], [])
  real.close()

  expect(failures).toEqual([expect.objectContaining({ code: 'ENOENT' })])
})
