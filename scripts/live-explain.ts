/** Bundles the part of the documents' pages that asks a rule, from the sources. */
import { join } from 'node:path'
import { build } from 'esbuild'

/** It stands for Node's, whose clock and variables the deciding code imports and does not ask. */
const process = 'const process = { uptime: () => performance.now() / 1_000, env: {} };'

/** A module for browsers. */
export async function bundleLiveExplain(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, '../site/live-explain/element.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    charset: 'utf8',
    write: false,
    banner: { js: process },
  })
  return outputFiles[0]?.text ?? ''
}
