/** Bundles each function: its code into `triggers/<function>/index.mjs`, and the sources of it into `meta`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { BuildOptions as BundlerOptions, Plugin } from 'esbuild'
import type { RawObject } from '../core/json.ts'
import { bundleNames, suiteFunctions } from '../registry.ts'
import type { loadEsbuild } from './load-esbuild.ts'
import { findOtherCopyIn } from './one-copy.ts'
import { findProject } from './project.ts'
import { sha256Of, sha256OfFile } from './source-digest.ts'

const project = findProject()

type Esbuild = Awaited<ReturnType<typeof loadEsbuild>>

/** Esbuild's options for one handler file. */
export const handlerOptions = {
  absWorkingDir: project,
  bundle: true,
  minify: true,
  // The texts are in six languages: escapes would triple their size.
  charset: 'utf8',
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Esbuild prefers CommonJS builds for Node, which make an SDK bundle two thirds larger.
  mainFields: ['module', 'main'],
  // Removes the checks of options, which the suite passed when it was loaded: see
  // docs/decisions/0016-options-are-checked-before-the-build.md.
  dropLabels: ['check'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'silent',
} satisfies BundlerOptions

const { minify, charset, platform, target, format, legalComments } = handlerOptions
/** Gives a bundle its short names. They depend on how often each letter stands in all files that esbuild has read, also
 * in those of which nothing is in the bundle. So they are given in a second step, which sees the bundle alone: an edit
 * changes only the bundles that hold what was edited. */
const shortening = { minify, charset, platform, target, format, legalComments }

/** Builds every function into `directory`. Shared modules are read once, and each bundle holds them. */
export async function bundleInto(esbuild: Esbuild, directory: string, suiteFile: string): Promise<void> {
  const { metafile, warnings, outputFiles } = await esbuild.build({
    entryPoints: bundleNames.map((name) => ({
      in: `entry:${name}`,
      out: join(name, 'index'),
    })),
    outdir: join(directory, 'triggers'),
    outExtension: { '.js': '.mjs' },
    ...handlerOptions,
    minify: false,
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    plugins: [builtinsFromProcess, entriesOf(suiteFile)],
  })
  await mkdir(join(directory, 'meta'))
  const fault = findOtherCopyIn(project, Object.keys(metafile.inputs))
  if (fault !== undefined) throw new TypeError(`The suite ${fault}`)
  // The parts that the suite does not have: optional ones, or it is refused when it is loaded.
  const lacking = new Set(
    warnings.filter(({ id }) => id === 'import-is-undefined').map(({ location }) => location?.file),
  )
  await Promise.all(
    outputFiles.map(async ({ path: file, text }) => {
      const path = relative(project, file).replaceAll('\\', '/')
      const output = metafile.outputs[path]
      if (output === undefined || lacking.has(output.entryPoint)) return
      const short = await esbuild.transform(text, shortening)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, short.code)
      const inputs = Object.fromEntries(
        Object.keys(output.inputs).map((read) => [read, metafile.inputs[read]]),
      )
      const code = sha256Of(short.code)
      const meta = { inputs, outputs: { [path]: output }, sources: digestSources(inputs), code }
      await writeFile(join(directory, 'meta', `${basename(dirname(path))}.json`), JSON.stringify(meta))
    }),
  )
}

/** The synthesis compares these digests with the current files. Packages that the lock file pins are left out, and so
 * is everything that is not a file. */
function digestSources(inputs: RawObject): RawObject {
  const own = Object.keys(inputs).filter((file) => !/^[a-z-]+:|(^|\/)node_modules\//.test(file))
  return Object.fromEntries(own.map((file) => [file, sha256OfFile(resolve(project, file))]))
}

/** Takes Node's own modules from the process instead of an ESM import. On Node 24 that import evaluates every lazy
 * export of `node:http` and nearly doubles a cold start.
 * @see https://github.com/nodejs/node/issues/59686 */
const builtinsFromProcess: Plugin = {
  name: 'builtins-from-process',
  setup(esbuild) {
    const { builtinModules } = process.getBuiltinModule('node:module')
    // Esbuild asks over a pipe for each path that the filter matches. A filter that matches everything asks thousands
    // of times.
    esbuild.onResolve({ filter: new RegExp(`^(node:)?(${builtinModules.join('|')})$`) }, ({ path }) => ({
      path: `node:${path.replace(/^node:/, '')}`,
      namespace: 'builtin',
    }))
    esbuild.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
      loader: 'js',
    }))
  },
}

/** The entry of a function. It serves the suite's part that configures the function. */
function entriesOf(suiteFile: string): Plugin {
  return {
    name: 'entries',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice(6), namespace: 'entry' }))
      esbuild.onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => {
        const served = suiteFunctions.find(({ name }) => name === path)
        return {
          contents: [
            `import { serve } from './${path}/serve'`,
            // A missing part of a namespace is undefined, with a warning. A missing named import would not build.
            ...(served === undefined ? [] : [`import * as suite from ${JSON.stringify(suiteFile)}`]),
            `export const handler = await serve(${served === undefined ? '' : `suite.${served.part}()`})`,
          ].join('\n'),
          resolveDir: join(import.meta.dirname, '..'),
          loader: 'ts',
        }
      })
    },
  }
}
