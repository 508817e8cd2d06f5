/** Writes docs/once.md: every order of a confirmation, and what each condition of the ledger is for. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makePage } from '../test/exploration/page.ts'

export const onceFile = join(import.meta.dirname, '../docs/once.md')

if (import.meta.main) {
  process.env['TABLE_NAME'] = 'suite'
  await writeFile(onceFile, await makePage())
}
