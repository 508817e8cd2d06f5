import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const module = pathToFileURL(join(import.meta.dirname, '../../client/share-calls.ts')).href

/** What a Node process prints, and the code that it ends with. */
function run(onProgress: string): Promise<{ readonly output: string; readonly code: unknown }> {
  const script = `
    import { shareCalls } from '${module}'
    const call = shareCalls(async (input, report) => {
      report({ kind: 'calling', attempt: 1 })
      await new Promise((resolve) => setImmediate(resolve))
      return 'answered'
    })
    console.log(await call({}, { onProgress: ${onProgress} }))`
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '--eval', script], (error, output) =>
      resolve({ output, code: error?.code ?? 0 }),
    )
  })
}

test.each([
  ['is called', '({ kind }) => console.log(kind)', 'calling\nanswered\n'],
  ['throws', '() => { throw new Error("of the form") }', 'answered\n'],
  ['rejects', 'async () => { throw new Error("of the form") }', 'answered\n'],
  ['is undefined', 'undefined', 'answered\n'],
])('a process goes on when its onProgress %s', async (_, onProgress, expected) => {
  expect(await run(onProgress)).toEqual({ output: expected, code: 0 })
})
