/** Writes the table of callers into docs/synchronous-invocation.md: `node scripts/callers-table.ts`. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Caller, callerFunctions, callers } from '@cognito-trigger-suite/callers'

export const callersFile = join(import.meta.dirname, '../docs/synchronous-invocation.md')

const head =
  '| caller | request, answer | waits | asks again | when the function throws | when it is late | served by |'

/** The document with the table of today. */
export function withCallers(text: string): string {
  const table = [
    head,
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...Object.entries(callers).map(renderRow),
  ]
  const found = /^\| caller \| request.*\n(?:\|.*\n)+/m
  if (!found.test(text)) throw new Error(`${callersFile} has no table that begins with: ${head}`)
  return text.replace(found, () => `${table.join('\n')}\n`)
}

function renderRow([name, caller]: [string, Caller]): string {
  const served = Object.entries(callerFunctions).find(([, all]) => all.some((each) => each === name))
  const cells = [
    `[${caller.title}](${caller.see})`,
    `${renderBytes(caller.requestBytes)}, ${renderBytes(caller.answerBytes)}`,
    caller.waitsMs === 'function' ? 'as long as the function may run' : `${caller.waitsMs / 1_000} s`,
    caller.repeats,
    caller.onThrow,
    caller.onTimeout,
    served === undefined ? 'a recipe' : `\`callers/${served[0]}\``,
  ]
  return `| ${cells.join(' | ')} |`
}

function renderBytes(bytes: number | undefined): string {
  if (bytes === undefined) return 'not documented'
  return bytes >= 1_048_576 ? `${bytes / 1_048_576} MB` : `${bytes / 1_024} KB`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await writeFile(callersFile, withCallers(readFileSync(callersFile, 'utf8')))
