/** Keeps Node's compiled code for the next start, of this process and of those that it starts. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

/** Keeps nothing when the folder cannot be written, or when NODE_DISABLE_COMPILE_CACHE is set. */
export function keepCompiledCode(): void {
  const directory = join(import.meta.dirname, '../node_modules/.cache/compile')
  enableCompileCache(directory)
  process.env['NODE_COMPILE_CACHE'] ??= directory
}
