/** What runs when a stack is ready, and how a start ends that is told to. */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { spawnGroup } from '../support/spawned-group.ts'

const root = join(import.meta.dirname, '../..')

async function startInGroup() {
  const directory = await mkdtemp(join(tmpdir(), 'suite-start-'))
  const args = ['local/main.ts', '--port', '0', '--no-open', '--directory', directory]
  const { child, kill } = spawnGroup(process.execPath, args, { cwd: root, env: process.env })
  const exited = once(child, 'exit').then(([exitCode]): unknown => exitCode)
  onTestFinished(async () => {
    await kill()
    await rm(directory, { recursive: true, force: true })
  })
  const waitFor = (file: string) => expect.poll(() => existsSync(join(directory, file))).toBe(true)
  return { directory, leader: child.pid ?? 0, exited, waitFor }
}

function isGone(group: number): boolean {
  try {
    return !process.kill(-group, 0)
  } catch {
    return true
  }
}

test('a stack that is ready is one process, beside the shell that guards its sandboxes', async () => {
  const { directory, leader, exited, waitFor } = await startInGroup()
  await waitFor('stack.json')

  const children = readFileSync(`/proc/${leader}/task/${leader}/children`, 'utf8').trim().split(' ')
  const programs = children.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0])
  process.kill(leader, 'SIGTERM')

  expect(programs).toEqual(['/bin/sh'])
  expect(await exited).toBe(0)
  expect(await readdir(join(directory, 'dist'))).toEqual([])
  expect(existsSync(join(directory, 'stack.json'))).toBe(false)
})

/** Ctrl-C and a closed terminal tell all that was started as well. */
test.each(['SIGINT', 'SIGHUP'] as const)(
  '%s to its group while it starts ends it with exit code 0, and leaves nothing',
  async (signal) => {
    const { directory, leader, exited, waitFor } = await startInGroup()
    // By then the build and the synthesis are about to run.
    await waitFor('placeholders/triggers/rehearsal/index.mjs')

    process.kill(-leader, signal)

    expect(await exited).toBe(0)
    await expect.poll(() => isGone(leader)).toBe(true)
    expect(existsSync(join(directory, 'stack.json'))).toBe(false)
    expect(await readdir(join(directory, 'dist'))).toEqual([])
  },
)
