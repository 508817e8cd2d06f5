/** Keeps Node's compiled code for the next start, of this process and of those that it starts. */
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { findProject } from './project.ts'

/** Keeps nothing when the folder cannot be written, or when NODE_DISABLE_COMPILE_CACHE is set. */
export function keepCompiledCode(): void {
  const packages = join(findProject(), 'node_modules')
  if (!existsSync(packages)) return
  const directory = join(packages, '.cache/compile')
  enableCompileCache(directory)
  process.env['NODE_COMPILE_CACHE'] ??= directory
}
