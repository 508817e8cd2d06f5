/** Reads the files of a project, and adds entries to one of JSON, in its own form. */
import { lstatSync, readFileSync } from 'node:fs'
import { readJsonObjectFile } from '@cognito-trigger-suite/triggers/internal/build/text-file'
import { isObject, own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { usageError } from '../cli-error.ts'

/** Also when a link leads nowhere. Nothing is in a file. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

/** @throws CliError when it cannot be read */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw usageError(`${path} cannot be read: correct or restore it.`, error)
  }
}

/** Empty for a missing file.
 * @throws CliError when it is no JSON object */
export function readObject(path: string): RawObject {
  return isThere(path) ? readJsonObjectFile(path, usageError) : {}
}

/** The entries that the file lacks, and its text with them: in its indentation, ends of lines and byte order mark.
 * @throws CliError when something else is where an object should be */
export function extendText(
  path: string,
  wanted: RawObject,
): { readonly text: string; readonly entries: readonly string[] } {
  const { merged, entries } = merge(path, readObject(path), wanted)
  return { text: formatAs(isThere(path) ? readText(path) : '{}\n', merged), entries }
}

/** The value as JSON, in the form of the text of before. */
export function formatAs(before: string, value: RawObject): string {
  const indent = /^([ \t]+)"/m.exec(before)?.[1] ?? 2
  const ending = before.includes('\r\n') ? '\r\n' : '\n'
  const text = JSON.stringify(value, null, indent).replaceAll('\n', ending)
  return `${before.startsWith('\uFEFF') ? '\uFEFF' : ''}${text}${/\n\s*$/.test(before) ? ending : ''}`
}

function merge(
  path: string,
  before: RawObject,
  wanted: RawObject,
): { readonly merged: RawObject; readonly entries: readonly string[] } {
  const merged: Record<string, unknown> = { ...before }
  const entries: string[] = []
  for (const [name, value] of Object.entries(wanted)) {
    const there = own(before, name)
    if (isObject(value)) {
      if (there !== undefined && !isObject(there))
        throw usageError(`${path}: ${name} must be an object: correct it.`)
      const inner = merge(path, there ?? {}, value)
      if (inner.entries.length === 0) continue
      merged[name] = inner.merged
      entries.push(...inner.entries.map((entry) => `${name}.${entry}`))
    } else if (there === undefined) {
      merged[name] = value
      entries.push(name)
    }
  }
  return { merged, entries }
}
