/** Loads esbuild, which a project installs itself, and says in one sentence when it cannot run here. */
import type * as Esbuild from 'esbuild'

export async function loadEsbuild(): Promise<typeof Esbuild> {
  try {
    return await import('esbuild')
  } catch (cause) {
    throw new Error('esbuild is not installed here: run `npm install --save-dev esbuild`.', { cause })
  }
}

/** Esbuild's own text about a program for another machine has ten lines. */
export function describeForeignEsbuild(message: string): string | undefined {
  return /is needed by esbuild|installed esbuild (?:for|on) another platform/i.test(message)
    ? 'esbuild is installed for another machine: remove node_modules, and run `npm ci` here.'
    : undefined
}
