import { join } from 'node:path'
import { build, type BuildResult } from 'esbuild'
import { expect, test } from 'vitest'

/** About 3 KB gzipped. A tenth of it are the texts that distinguish Cognito's refusals. */
const maxBytes = 7_500
const sdk = '@aws-sdk/client-cognito-identity-provider'

/** Bundles one entry of the client as an app would, without the SDK. */
function bundle(entry: string): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    entryPoints: [join(import.meta.dirname, '../../client', entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['@aws-sdk/*'],
    write: false,
    metafile: true,
  })
}

test.each([
  ['auth-client.ts', [sdk]],
  ['amplify.ts', []],
  ['oauth-redirect.ts', []],
])('%s is under 7.3 KB minified and imports nothing but %j', async (entry, imported) => {
  const { outputFiles, metafile } = await bundle(entry)

  const [output] = Object.values(metafile.outputs)
  expect(outputFiles[0]?.contents.length).toBeLessThan(maxBytes)
  expect(output?.imports.filter(({ external }) => external).map(({ path }) => path)).toEqual(imported)
  const foreign = Object.keys(output?.inputs ?? {}).filter((path) => !path.startsWith('client/'))
  expect(foreign).toEqual([])
  expect(outputFiles[0]?.text).not.toMatch(/\bprocess\b|\bBuffer\b|Sign-up is not open|birthdate_required/)
})
