/** Loads a suite with the checks of its options, which bundles do not hold: what is refused here is never built. */
import { execFile } from 'node:child_process'
import { relative } from 'node:path'
import { importSuite } from './suite-file.ts'

/** Loads the file in a process of its own, so that it is read as it is now, and calls each of its parts.
 * @throws Error with the sentence of the option that is wrong, and its line. */
export async function acceptSuite(file: string): Promise<void> {
  await new Promise<void>((done, fail) => {
    execFile(process.execPath, [import.meta.filename, file], (error, _stdout, stderr) => {
      if (error === null) done()
      else fail(new Error(stderr.trim() === '' ? error.message : stderr.trim()))
    })
  })
}

/** The error's sentence after the line of the suite that it comes from. */
export function describeRefusal(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error)
  const frame = error.stack?.split('\n').find((line) => line.includes(file))
  const line = /:(\d+):\d+\)?$/.exec(frame ?? '')?.[1]
  const place = relative(process.cwd(), file)
  return `${line === undefined ? place : `${place}:${line}`} is refused: ${error.message.split('\n')[0] ?? ''}`
}

if (import.meta.main) {
  const file = process.argv[2] ?? ''
  try {
    for (const configure of Object.values(await importSuite(file))) configure()
  } catch (error) {
    process.stderr.write(`${describeRefusal(error, file)}\n`)
    process.exitCode = 1
  }
}
