import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test.each(['auth-client', 'amplify', 'oauth-redirect'])(
  'client/%s.ts is at most 6 KB minified without the SDK, and needs nothing else',
  async (name) => {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [join('client', `${name}.ts`)],
      bundle: true,
      minify: true,
      format: 'esm',
      external: ['@aws-sdk/*'],
      write: false,
    })

    const [output] = outputFiles
    expect(output?.contents.length).toBeLessThanOrEqual(6_144)
    const imported = [...(output?.text ?? '').matchAll(/(?:from|import)\s*"([^"]+)"/g)].map(
      ([, from]) => from,
    )
    expect(imported.filter((from) => from !== '@aws-sdk/client-cognito-identity-provider')).toEqual([])
  },
)
