/** Bundles handlers in TypeScript, since the runtime client of Lambda loads JavaScript alone. */
import { basename, dirname, extname, join } from 'node:path'
import { build } from 'esbuild'

export interface HandlerPlace {
  readonly codeDir: string
  /** File and export, such as `index.handler`. */
  readonly handler: string
}

/** A file in JavaScript stays where it is.
 * @throws Error with one sentence, file and line when TypeScript does not build */
export async function placeHandler(file: string, scratch: string): Promise<HandlerPlace> {
  if (!/^\.[cm]?ts$/.test(extname(file)))
    return { codeDir: dirname(file), handler: `${basename(file, extname(file))}.handler` }
  await build({
    entryPoints: [file],
    outfile: join(scratch, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: 'inline',
    logLevel: 'silent',
    // Packages in CommonJS require Node's modules.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  }).catch((error: unknown) => {
    throw new Error(`${file} does not build: ${describe(error)}`, { cause: error })
  })
  return { codeDir: scratch, handler: 'index.handler' }
}

function describe(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n').slice(1, 2).join('').trim()
}
