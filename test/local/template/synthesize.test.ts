/** The app, synthesized for the local stack. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, expect, onTestFinished, test, vi } from 'vitest'

import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { synthesizeApp } from '../../../local/template/synthesize.ts'
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
  const synthesis = synthesizeApp({ outputDir: makeDir(), context: { bundleDirectory: 'no/bundles' } })

  await expect(synthesis).rejects.toThrow(
    new TemplateError('no/meta/plans.json is missing: run `npm run build` first, and keep its folder meta.'),
  )
})

test('synthesis rejects with the error alone when the app crashes', async () => {
  const projectDir = makeProject("throw new RangeError('The lamp is out.')")

  const synthesis = synthesizeApp({ outputDir: makeDir(), projectDir })

  await expect(synthesis).rejects.toThrow(new TemplateError('The lamp is out.'))
})

test('synthesis names the package that the app lacks', async () => {
  const projectDir = makeProject("import 'aws-cdk-lab'")

  const synthesis = synthesizeApp({ outputDir: makeDir(), projectDir })

  await expect(synthesis).rejects.toThrow(
    new TemplateError('The app needs aws-cdk-lab, which is not installed: run `npm install aws-cdk-lab`.'),
  )
})

test('synthesis passes on cdk.json, under what CDK_CONTEXT_JSON says and what its caller says', async () => {
  vi.stubEnv('CDK_CONTEXT_JSON', '{ "pool": {}, "stage": "given" }')
  const projectDir = makeProject('process.stderr.write(process.env.CDK_CONTEXT_JSON); process.exitCode = 1')
  const app = 'node infra/app.ts'
  const context = { flag: true, stage: 'dev', pool: { callbackUrls: [] } }
  writeFileSync(join(projectDir, 'cdk.json'), JSON.stringify({ app, context }))

  const synthesis = synthesizeApp({ outputDir: makeDir(), projectDir, context: { stage: 'test' } })

  await expect(synthesis).rejects.toThrow(new TemplateError('{"flag":true,"stage":"test","pool":{}}'))
})

test.each(['{', '[]', ''])('synthesis rejects a CDK_CONTEXT_JSON that is %j', async (given) => {
  vi.stubEnv('CDK_CONTEXT_JSON', given)

  const synthesis = synthesizeApp({ outputDir: makeDir(), projectDir: makeProject('') })

  await expect(synthesis).rejects.toThrow(new TemplateError('CDK_CONTEXT_JSON is no JSON object: unset it.'))
})

test('synthesis gives the app the suite that is asked for', async () => {
  const projectDir = makeProject('process.stderr.write(process.env.SUITE_FILE); process.exitCode = 1')

  const synthesis = synthesizeApp({ outputDir: makeDir(), projectDir, suiteFile: '/suites/other.ts' })

  await expect(synthesis).rejects.toThrow(new TemplateError('/suites/other.ts'))
})

test('synthesis rejects when cdk.json is no JSON', async () => {
  const projectDir = makeProject('')
  writeFileSync(join(projectDir, 'cdk.json'), '{')

  const synthesis = synthesizeApp({ outputDir: makeDir(), projectDir })

  await expect(synthesis).rejects.toThrow(
    new TemplateError(
      `${join(projectDir, 'cdk.json')} cannot be read as a JSON object: correct or restore it.`,
    ),
  )
})

test('synthesis ends when it is aborted', async () => {
  const projectDir = makeProject('setInterval(() => {}, 1000)')
  const controller = new AbortController()

  const synthesis = synthesizeApp({ outputDir: makeDir(), projectDir, signal: controller.signal })
  controller.abort()

  await expect(synthesis).rejects.toThrow(TemplateError)
})

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
