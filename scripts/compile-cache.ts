/** Keeps what Node compiles for the next start, here and in the processes that this one starts. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

/** Nothing is kept where the folder cannot be written, or where NODE_DISABLE_COMPILE_CACHE is set. */
export function keepCompiledCode(): void {
  const directory = join(import.meta.dirname, '../node_modules/.cache/compile')
  enableCompileCache(directory)
  process.env['NODE_COMPILE_CACHE'] ??= directory
}
