/** The app, synthesized for the local stack. */
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, expect, onTestFinished, test, vi } from 'vitest'

import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { synthesizeApp, type SynthesizeOptions } from '../../../local/template/synthesize.ts'
import { TemplateError } from '../../../local/template/template-error.ts'
import { writeDummyBundles } from '../../infra/dummy-bundles.ts'

afterEach(() => vi.unstubAllEnvs())

test('synthesis writes the stage that is asked for into the folder that is asked for', async () => {
  const bundles = writeDummyBundles()
  onTestFinished(bundles.remove)
  const outputDir = join(makeDir(), 'new', 'folder')

  const assemblyDir = await synthesizeApp({
    outputDir,
    context: { stage: 'staging', bundleDirectory: bundles.dir },
  })

  expect(assemblyDir).toBe(outputDir)
  expect(readStackModel(assemblyDir).stackName).toBe('cognito-trigger-suite-staging')
})

test('synthesis rejects with the sentence of the app', async () => {
  await expectRefused(
    { context: { bundleDirectory: 'no/bundles' } },
    'no/meta/plans.json is missing: run `npm run build` first, and keep its folder meta.',
  )
})

test('synthesis rejects with the error alone when the app crashes', async () => {
  const projectDir = makeProject("throw new RangeError('The lamp is out.')")

  await expectRefused({ projectDir }, 'The lamp is out.')
})

test('synthesis names the package that the app lacks', async () => {
  const projectDir = makeProject("import 'aws-cdk-lab'")

  await expectRefused(
    { projectDir },
    'The app needs aws-cdk-lab, which is not installed: run `npm install aws-cdk-lab`.',
  )
})

test('synthesis passes on cdk.json, under what CDK_CONTEXT_JSON says and what its caller says', async () => {
  vi.stubEnv('CDK_CONTEXT_JSON', '{ "pool": {}, "stage": "given" }')
  const projectDir = makeProject('process.stderr.write(process.env.CDK_CONTEXT_JSON); process.exitCode = 1')
  const app = 'node infra/app.ts'
  const context = { flag: true, stage: 'dev', pool: { callbackUrls: [] } }
  writeFileSync(join(projectDir, 'cdk.json'), JSON.stringify({ app, context }))

  await expectRefused({ projectDir, context: { stage: 'test' } }, '{"flag":true,"stage":"test","pool":{}}')
})

test.each(['{', '[]', ''])('synthesis rejects a CDK_CONTEXT_JSON that is %j', async (given) => {
  vi.stubEnv('CDK_CONTEXT_JSON', given)

  await expectRefused({ projectDir: makeProject('') }, 'CDK_CONTEXT_JSON is no JSON object: unset it.')
})

test('synthesis gives the app the suite that is asked for', async () => {
  const projectDir = makeProject('process.stderr.write(process.env.SUITE_FILE); process.exitCode = 1')

  await expectRefused({ projectDir, suiteFile: '/suites/other.ts' }, '/suites/other.ts')
})

test('synthesis rejects when cdk.json is no JSON', async () => {
  const projectDir = makeProject('')
  writeFileSync(join(projectDir, 'cdk.json'), '{')

  await expectRefused(
    { projectDir },
    `${join(projectDir, 'cdk.json')} is no valid JSON (line 1 column 2): correct or restore it.`,
  )
})

test.each(['node infra/app.ts', 'true && node infra/app.ts', 'node infra/app.ts; true'])(
  'synthesis ends with all that it started when %j is aborted',
  async (app) => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { projectDir, outputDir } = makeApp(holdsConnection, app)
    vi.stubEnv('TEST_PORT', String(Object(server.address()).port))
    const controller = new AbortController()

    const synthesis = synthesizeApp({ outputDir, projectDir, signal: controller.signal })
    const [socket] = await Promise.race([once(server, 'connection'), synthesis])
    const closed = once(socket.on('error', () => {}).resume(), 'close')
    controller.abort()

    await expect(synthesis).rejects.toThrow(TemplateError)
    await closed
  },
)

test('synthesis does not begin when it is aborted before', async () => {
  const { projectDir, outputDir } = makeApp(
    "await import('node:fs').then((fs) => fs.writeFileSync('ran', ''))",
  )

  const synthesis = synthesizeApp({ outputDir, projectDir, signal: AbortSignal.abort() })

  await expect(synthesis).rejects.toThrow(TemplateError)
  expect(existsSync(join(projectDir, 'ran'))).toBe(false)
})

test.each([
  'true && node infra/app.ts',
  'false; node infra/app.ts',
  'STAGE=dev node infra/app.ts',
  'echo building && node infra/app.ts',
  'cd infra && node app.ts',
  'node "infra/app.ts"',
  'node -e 0 | node infra/app.ts',
  'bin/app.js',
  'bin/an app.js',
])('synthesis runs %j as the CDK does', async (app) => {
  const { projectDir, outputDir } = makeApp(writesManifest, app)

  const assembly = await synthesizeApp({ outputDir, projectDir })

  expect(readFileSync(join(assembly, 'manifest.json'), 'utf8')).toBe('new')
})

test('synthesis joins the words of an app that is a list', async () => {
  const { projectDir, outputDir } = makeApp(writesManifest, ['node', 'infra/app.ts'])

  await expect(synthesizeApp({ outputDir, projectDir })).resolves.toBe(outputDir)
})

test('synthesis runs the build of cdk.json before the app', async () => {
  const { projectDir, outputDir } = makeApp(writesManifest, 'node built.ts', 'cp infra/app.ts built.ts')

  const assembly = await synthesizeApp({ outputDir, projectDir })

  expect(readFileSync(join(assembly, 'manifest.json'), 'utf8')).toBe('new')
})

test('synthesis rejects with the output of the build when that fails', async () => {
  const { projectDir, outputDir } = makeApp(writesManifest, 'node infra/app.ts', 'echo why; exit 2')

  await expectRefused({ outputDir, projectDir }, `The build of ${projectDir} failed with exit code 2:\nwhy`)
  expect(existsSync(join(outputDir, 'manifest.json'))).toBe(false)
})

test('synthesis takes no template that was there before', async () => {
  const { projectDir, outputDir } = makeApp('', 'true')
  mkdirSync(outputDir)
  writeFileSync(join(outputDir, 'manifest.json'), '{}')

  await expectRefused({ outputDir, projectDir }, `The app of ${projectDir} ended without a template.`)
})

test.each([
  ['echo "bin/app.ts(1,2): error TS2322"; exit 2', 'failed with exit code 2:\nbin/app.ts(1,2): error TS2322'],
  ['echo one; echo two >&2; exit 3', 'failed with exit code 3:\ntwo\none'],
  ['exit 4', 'failed with exit code 4.'],
  ['kill -TERM $$', 'failed with signal SIGTERM.'],
  ['echo missing || true', 'ended without a template:\nmissing'],
])('synthesis says what %j has printed', async (app, sentence) => {
  const { projectDir, outputDir } = makeApp('', app)

  await expectRefused({ outputDir, projectDir }, `The app of ${projectDir} ${sentence}`)
})

test('synthesis takes an app that prints more than it keeps', async () => {
  const { projectDir, outputDir } = makeApp(`console.log('x'.repeat(3_000_000)); ${writesManifest}`)

  await expect(synthesizeApp({ outputDir, projectDir })).resolves.toBe(outputDir)
})

async function expectRefused(options: Partial<SynthesizeOptions>, sentence: string): Promise<void> {
  const synthesis = synthesizeApp({ outputDir: makeDir(), ...options })
  await expect(synthesis).rejects.toThrow(new TemplateError(sentence))
}

/** Its end closes the connection. */
const holdsConnection =
  "process.getBuiltinModule('node:net').connect(Number(process.env.TEST_PORT), '127.0.0.1')"

const writesManifest = `
const fs = process.getBuiltinModule('node:fs')
fs.mkdirSync(process.env.CDK_OUTDIR, { recursive: true })
fs.writeFileSync(process.env.CDK_OUTDIR + '/manifest.json', 'new')
`

/** Its app is also in bin/, as programs that need Node. */
function makeApp(text: string, app: unknown = 'node infra/app.ts', build?: string) {
  const projectDir = makeProject(text)
  writeFileSync(join(projectDir, 'cdk.json'), JSON.stringify({ app, build }))
  mkdirSync(join(projectDir, 'bin'))
  for (const name of ['app.js', 'an app.js']) writeFileSync(join(projectDir, 'bin', name), text)
  return { projectDir, outputDir: join(projectDir, 'out') }
}

function makeProject(app: string): string {
  const dir = makeDir()
  mkdirSync(join(dir, 'infra'))
  writeFileSync(join(dir, 'cdk.json'), JSON.stringify({ app: 'node infra/app.ts' }))
  writeFileSync(join(dir, 'infra', 'app.ts'), app)
  return dir
}

function makeDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'synthesize-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
