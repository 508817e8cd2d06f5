/** An app with the packed client and the AWS SDK, built by bundlers for ES2017, and run. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { build } from 'vite'
import { beforeAll, expect, inject, test } from 'vitest'
import webpack from 'webpack'
import { endAfterAll } from '../support/end-after-all.ts'
import { install, scope } from './packed-project.ts'

const run = promisify(execFile)
const keep = endAfterAll()
let app: string

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'app-'))
  keep(() => rm(app, { recursive: true, force: true }))
  await install(app, inject('packed'))
  await writeFile(
    join(app, 'main.js'),
    `import { createAuthClient } from '${scope}/client'
import { readRedirect } from '${scope}/client/oauth-redirect'
const refusal = Object.assign(new Error('PreSignUp failed with error [shared_address] Use your own.'), {
  name: 'UserLambdaValidationException', $metadata: { httpStatusCode: 400 } })
const auth = createAuthClient({ clientId: 'app', cognito: { send: () => Promise.reject(refusal) } })
auth.signUp({ Username: 'a@b.example', Password: 'secret' }).then(({ kind, code }) =>
  console.log(kind, code, typeof readRedirect))
`,
  )
})

async function buildByVite(outDir: string): Promise<void> {
  await build({
    root: app,
    configFile: false,
    logLevel: 'error',
    build: {
      target: 'es2017',
      outDir,
      rolldownOptions: { input: join(app, 'main.js'), output: { entryFileNames: 'main.js' } },
    },
  })
}

/** As Next does: by webpack, with a loader that lowers the syntax of packages too. */
async function buildByWebpack(outDir: string): Promise<void> {
  const loader = join(app, 'lower.cjs')
  const lowers = `module.exports = (code) => require('esbuild').transformSync(code, { target: 'es2017' }).code`
  await writeFile(loader, lowers)
  const compiler = webpack({
    mode: 'production',
    target: ['web', 'es2017'],
    context: app,
    entry: './main.js',
    module: { rules: [{ test: /\.js$/, use: loader }] },
    output: { path: join(app, outDir), filename: 'main.js' },
    performance: false,
    optimization: { minimize: false },
  })
  const stats = await promisify(compiler.run.bind(compiler))()
  expect(stats?.toJson({ all: false, errors: true, warnings: true })).toEqual({ errors: [], warnings: [] })
}

test.each([
  ['Vite', buildByVite],
  ['webpack', buildByWebpack],
] as const)('an app that %s builds for ES2017 runs, and reads a denial', async (name, buildApp) => {
  const outDir = `by-${name}`

  await buildApp(outDir)

  const file = join(app, outDir, 'main.js')
  const code = await readFile(file, 'utf8')
  // Nothing of it is newer syntax, which the transformation would change. It takes a delegated `yield` for new.
  const known = { supported: { 'async-generator': true } }
  const lowered = await transform(code, { target: 'es2017', ...known })
  expect(lowered.code === (await transform(code, { target: 'esnext', ...known })).code).toBe(true)
  expect(code).not.toMatch(/["']node:/)
  const { stdout } = await run(process.execPath, [file], { cwd: app })
  expect(stdout).toBe('denied shared_address function\n')
})
