/** Keeps the team's own `tsc` working: it does not take imports that end in `.ts`, as a suite's do, unless it is told to. */
import { join } from 'node:path'
import { isObject, own, ownText, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { usageError } from '../cli-error.ts'
import { formatAs, isThere, readText } from './json-file.ts'
import type { FileChange } from './file-change.ts'

const file = 'tsconfig.json'
const ofTriggers = 'triggers/tsconfig.json'

/** Adds the settings, or leaves what is new out of the team's and gives it settings of its own.
 * @param added what a team's settings may refuse, from the project's folder
 * @throws CliError when it cannot be left out here */
export function planTypes(folder: string, settings: string, added: readonly string[]): readonly FileChange[] {
  const path = join(folder, file)
  if (!isThere(path)) return [{ file, outcome: 'added', entries: [], text: settings }]
  const kept: FileChange = { file, outcome: 'kept', entries: [] }
  const text = readText(path)
  if (added.length === 0 || /"allowImportingTsExtensions"\s*:\s*true/.test(text)) return [kept]
  const alone: FileChange = isThere(join(folder, ofTriggers))
    ? { file: ofTriggers, outcome: 'kept', entries: [] }
    : {
        file: ofTriggers,
        outcome: 'added',
        entries: [],
        text: settings.replace(/,\s*"include": \[[^\]]*\]/, ''),
      }
  const listed = /"exclude"\s*:\s*\[([^\]]*)\]/.exec(text)?.[1] ?? ''
  const lacking = added.filter((each) => !listed.includes(`"${each}"`))
  if (lacking.length === 0) return [kept, alone]
  const entries = lacking.map((each) => `exclude: ${each}`)
  return [{ file, outcome: 'extended', entries, text: exclude(path, text, lacking) }, alone]
}

function exclude(path: string, text: string, lacking: readonly string[]): string {
  const read = readJson(text.replace(/^\uFEFF/, ''))
  const there = own(read, 'exclude')
  // An `exclude` of its own replaces that of the file which it extends.
  const isClear = Array.isArray(there) || (there === undefined && own(read, 'extends') === undefined)
  if (!isObject(read) || !isClear) {
    const names = lacking.map((each) => `"${each}"`).join(' and ')
    throw usageError(
      `${path} would refuse what this adds, and cannot be extended safely: add ${names} to its "exclude", then run this again.`,
    )
  }
  const outDir = ownText(own(read, 'compilerOptions'), 'outDir')
  // What the compiler leaves out as long as there is no list.
  const usual = ['node_modules', ...(outDir === undefined ? [] : [outDir])]
  return formatAs(text, { ...read, exclude: [...(Array.isArray(there) ? there : usual), ...lacking] })
}
