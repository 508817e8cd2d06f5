/** The files of the tests' configurations, as a person names them from the folder of the project. */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const files = {
  before: import.meta.resolve('./before.ts'),
  after: import.meta.resolve('./after.ts'),
  observing: import.meta.resolve('./observing.ts'),
  failing: import.meta.resolve('./failing.ts'),
  denies: import.meta.resolve('./denies.ts'),
  trims: import.meta.resolve('./trims.ts'),
  misspelt: import.meta.resolve('./misspelt.ts'),
}

export function suiteFile(name: keyof typeof files): string {
  return relative(process.cwd(), fileURLToPath(files[name]))
}
