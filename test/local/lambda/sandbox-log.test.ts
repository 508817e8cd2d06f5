/** The log of a sandbox is cut into invocations by the end marks, whatever the pipes do to the bytes. */
import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { captureLog } from '../../../local/lambda/sandbox/sandbox-log.ts'

const mark = '\0lambda-log-end 51200\n'

const openLog = () => {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  return { stdout, stderr, log: captureLog(stdout, stderr) }
}

test('the end has come when both pipes have shown their mark, and not before', async () => {
  const { stdout, stderr, log } = openLog()
  let hasEnded = false
  const end = log.waitForEnd().then(() => (hasEnded = true))

  stdout.write(`one\ntwo${mark}`)
  await turn()
  const endedEarly = hasEnded
  stderr.write(mark)
  await end

  expect(endedEarly).toBe(false)
  expect(log.take()).toEqual(['one', 'two'])
  expect(log.maxMemoryMb()).toBe(50)
})

test('lines that were taken are gone, and the next end needs marks of its own', async () => {
  const { stdout, stderr, log } = openLog()
  stdout.write(`first\n${mark}`)
  stderr.write(mark)
  await log.waitForEnd()
  log.take()

  let hasEnded = false
  void log.waitForEnd().then(() => (hasEnded = true))
  stdout.write('second\n')
  await turn()

  expect(hasEnded).toBe(false)
  expect(log.take()).toEqual(['second'])
})

test('a last line without a line break is kept when the process ends', async () => {
  const { stdout, log } = openLog()

  stdout.end('killed in the mid')
  await turn()

  expect(log.take()).toEqual(['killed in the mid'])
})

test('an endless log keeps its newest lines within a bound', async () => {
  const { stdout, log } = openLog()
  const line = 'x'.repeat(1_000)

  for (let index = 0; index < 3_000; index += 1) stdout.write(`${line}${index}\n`)
  await turn()

  const lines = log.take()
  expect(lines.at(-1)).toBe(`${line}2999`)
  expect(lines.join('').length).toBeLessThanOrEqual(1_048_576)
})

test('however the bytes are cut, the lines are the same', async () => {
  const lines = fc.array(
    fc.stringMatching(/^[a-zäß€👋 ]*$/u).filter((line) => line !== ''),
    { maxLength: 5 },
  )
  await fc.assert(
    fc.asyncProperty(lines, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), async (written, sizes) => {
      const { stdout, stderr, log } = openLog()
      const bytes = Buffer.from(written.map((line) => `${line}\n`).join('') + mark)

      for (let at = 0; at < bytes.length;) {
        const size = sizes.next().value
        stdout.write(bytes.subarray(at, at + size))
        at += size
      }
      stderr.write(mark)
      await log.waitForEnd()

      expect(log.take()).toEqual(written)
    }),
  )
})
