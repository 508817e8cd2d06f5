/** Bundles the code of a function behind another caller than Cognito, while the app is synthesized. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { Stage } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { buildSync } from 'esbuild'
import { handlerOptions } from '@cognito-trigger-suite/triggers/internal/build/bundle'

export interface CallerBundle {
  /** The folder of `callers/` whose `serve.ts` makes the handler, such as `front-door`. */
  readonly caller: string
  /**
   * What the handler finds as `config.json` beside its code, where there are no environment variables. Its values are
   * known when the app is synthesized, since code holds no tokens.
   *
   * @default no such file
   */
  readonly config?: object
}

/**
 * Writes `index.mjs` into a folder of the cloud assembly and gives that folder. `serve()` is called once, in init.
 *
 * @throws Error of esbuild when a module is missing
 */
export function bundleCaller(scope: Construct, { caller, config }: CallerBundle): string {
  const outdir = join(Stage.of(scope)?.outdir ?? 'cdk.out', 'callers', scope.node.addr, caller)
  bundleInto(outdir, caller)
  if (config !== undefined) writeFileSync(join(outdir, 'config.json'), JSON.stringify(config))
  return outdir
}

/** Writes `index.mjs` into the folder. */
export function bundleInto(outdir: string, caller: string): void {
  const serve = fileURLToPath(import.meta.resolve(`@cognito-trigger-suite/callers/internal/${caller}/serve`))
  mkdirSync(outdir, { recursive: true })
  buildSync({
    ...handlerOptions,
    metafile: false,
    stdin: {
      contents: `import { serve } from ${JSON.stringify(serve)}\nexport const handler = await serve()`,
      resolveDir: outdir,
    },
    outfile: join(outdir, 'index.mjs'),
    alias: { ...builtinsFromProcess(join(outdir, '..', 'builtins')), ...withoutSdk },
  })
}

/** The AWS SDK of `client/` would be most of a bundle: its commands are all that the functions need of it. */
const withoutSdk = {
  '@aws-sdk/client-cognito-identity-provider': fileURLToPath(
    import.meta.resolve('@cognito-trigger-suite/callers/internal/shared/cognito-commands'),
  ),
}

/** As in the build of the suite: an import of Node's own modules would double a cold start. A synchronous build takes
 * no plugin, so that a file stands for each module.
 * @see https://github.com/nodejs/node/issues/59686 */
function builtinsFromProcess(directory: string): Record<string, string> {
  mkdirSync(directory, { recursive: true })
  return Object.fromEntries(
    builtinModules
      .filter((name) => !name.startsWith('_') && !name.includes('/'))
      .flatMap((name) => {
        const file = join(directory, `${name.replaceAll(':', '-')}.cjs`)
        writeFileSync(file, `module.exports = process.getBuiltinModule(${JSON.stringify(name)})\n`)
        return [name, name.includes(':') ? [] : `node:${name}`].flat().map((each) => [each, file])
      }),
  )
}
