/** A test run that is killed in the middle leaves nothing behind: whatever it has started notices. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findLeftOver } from '../support/left-over.ts'
import { spawnGroup } from '../support/spawned-group.ts'

const root = join(import.meta.dirname, '../..')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const config = join(import.meta.dirname, 'killed-run/vitest.config.ts')

test.runIf(process.platform === 'linux').each(['SIGKILL', 'SIGINT'] as const)(
  'a run that is ended by %s leaves no process, port or folder',
  async (signal) => {
    const { child, kill } = spawnGroup(process.execPath, [vitest, 'run', '--config', config], {
      cwd: root,
      env: process.env,
    })
    onTestFinished(kill)
    let output = ''
    const read = (chunk: unknown): void => void (output += String(chunk))
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    const startedIn = (): string | undefined => /everything is started in (\S+)/.exec(output)?.[1]
    await expect.poll(startedIn).toBeDefined()
    const directory = startedIn() ?? ''
    const before = await findLeftOver(directory)
    const exited = once(child, 'exit')

    child.kill(signal)

    await exited
    await expect.poll(async () => (await findLeftOver(directory)).processes).toEqual([])
    await expect.poll(() => existsSync(directory)).toBe(false)
    // The worker, the stack, its sandboxes' guard, the sandbox, the browser: all of them ended by themselves.
    expect(before.processes.length).toBeGreaterThan(4)
    expect(before.processes.flatMap(({ ports }) => ports).length).toBeGreaterThan(4)
    await expect.poll(() => output).toContain('left over: none')
  },
)
