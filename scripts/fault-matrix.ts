/** Writes docs/fault-matrix.md: every dependency under every fault, in virtual time. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runLasting } from '../test/faults/lasting.ts'
import { renderMatrix, runMatrix } from '../test/faults/matrix.ts'

export const faultMatrixFile = join(import.meta.dirname, '../docs/fault-matrix.md')

if (import.meta.main) await writeFile(faultMatrixFile, renderMatrix(await runMatrix(), await runLasting()))
