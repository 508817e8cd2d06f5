/** What the check of a test run sees of processes that carry nothing of the run. */
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { findLeftOver, isCheckable } from '../support/left-over.ts'

test.runIf(isCheckable)('an orphan with an empty environment outside of the folder is found', async () => {
  const start = 'cd / && env -i sleep 300 >/dev/null 2>&1 & echo $!'
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', start])
  const pid = Number(stdout)
  onTestFinished(() => void process.kill(pid, 'SIGKILL'))

  const found = async () =>
    (await findLeftOver(join(tmpdir(), 'of-another-run'))).processes.find((each) => each.pid === pid)
  await expect.poll(found).toMatchObject({ pid, command: 'sleep 300' })
})
