/** Reads what a file of the project imports. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The modules that a file imports for more than their types: paths from the root of the project, or names of packages. */
export function importsOf(file: string): readonly string[] {
  const source = readFileSync(join(root, file), 'utf8')
  const statements = source.matchAll(
    /^(?:import|export)\s(?!type\b)(?:[^'"]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm,
  )
  return [...statements].map(([, fixed, dynamic]) => {
    const path = fixed ?? dynamic ?? ''
    return path.startsWith('.') ? relative(root, join(root, dirname(file), path)) : path
  })
}
