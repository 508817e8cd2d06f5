/** Writes a run of the command line as text that is the same each time: ids, times, ports and bars are replaced. */
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Ran } from './cli-process.ts'

/** The run is that of the golden file, its exit code included. */
export function expectGolden(name: string, ran: Ran, directory?: string): Promise<void> {
  return expectGoldenText(name, toGolden(ran, directory))
}

export async function expectGoldenText(name: string, text: string): Promise<void> {
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, 'golden', `${name}.txt`))
}

/** The run as it stands in a golden file: the command, what it printed, its exit code. */
export function toGolden(ran: Ran, directory = '/nowhere'): string {
  const command = [
    '$ cts',
    ...ran.args.map((argument) => quote(argument.replaceAll(directory, '<directory>'))),
  ].join(' ')
  const errors =
    ran.stderr === ''
      ? []
      : ran.stderr
          .trimEnd()
          .split('\n')
          .map((line) => `! ${line}`)
  const lines = [command, ...ran.stdout.trimEnd().split('\n'), ...errors, `[exit code ${ran.exitCode}]`]
  return `${normalize(lines.join('\n'), directory)}\n`
}

/** Replaces what differs from run to run. */
export function normalize(printed: string, directory = '/nowhere'): string {
  const same = replaceChanging(printed, directory)
  // Columns are as wide as the numbers in them.
  return same.includes('# ms') ? same.replaceAll(/(?<=\S) {2,}/g, '  ') : same
}

function replaceChanging(printed: string, directory: string): string {
  return printed
    .replaceAll(directory, '<directory>')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '<id>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\d{8}T\d{9}Z-(\w+)-[\da-f]{8}/g, '<time>-$1-<id>')
    .replaceAll(/[\da-f]{64}/g, '<hash>')
    .replaceAll(/^[\w-]{22}$/gm, '<code>')
    .replaceAll(/(?<=\bversion +)[\da-f]{12}\b/g, '<version>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replaceAll(/(?<="\w*Ms": )[\d.]+/g, '0')
    .replaceAll(/^ +[\d, ]+ms$/gm, '  <axis>')
    .replaceAll(/\d[\d,]*(\.\d+)? ms/g, '# ms')
    .replaceAll(/Max Memory Used: \d+ MB/g, 'Max Memory Used: # MB')
    .replaceAll(/[ ░▏▎▍▌▋▊▉█▒╌┊]{20,}/g, (cells) => (cells.trim() === '' ? cells : '  <bar>  '))
}

function quote(argument: string): string {
  return /^(?!$)(<directory>)?[\w./:=@,-]*$/.test(argument) ? argument : `'${argument}'`
}
