/** A copy of the shipped suite outside of the repository, for tests that edit it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface EditedSuite {
  readonly file: string
  /** Saves the copy, changed so. */
  readonly save: (change: (text: string) => string) => Promise<void>
}

export async function copySuite(keep: (end: () => Promise<void>) => void): Promise<EditedSuite> {
  const directory = await mkdtemp(join(tmpdir(), 'edited-'))
  keep(() => rm(directory, { recursive: true, force: true }))
  const file = join(directory, 'suite.ts')
  const text = await readFile(join(root, 'test/suites/shipped.ts'), 'utf8')
  const original = text.replaceAll("'../../", `'${root}/`)
  await writeFile(file, original)
  return { file, save: (change) => writeFile(file, change(original)) }
}

/** Refuses one more domain. */
export function deny(domain: string): (text: string) => string {
  return (text) => text.replace("deny: ['blocked.example'", `deny: ['blocked.example', '${domain}'`)
}
