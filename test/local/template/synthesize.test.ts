/** The app, synthesized for the local stack. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { synthesizeApp } from '../../../local/template/synthesize.ts'
import { TemplateError } from '../../../local/template/template-error.ts'
import { writeDummyBundles } from '../../infra/dummy-bundles.ts'

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
    new TemplateError('Bundle no/bundles/pre-sign-up/index.mjs is missing: run `npm run build` first.'),
  )
})

test('synthesis rejects with the error alone when the app crashes', async () => {
  const projectDir = makeProject("throw new RangeError('The lamp is out.')")

  const synthesis = synthesizeApp({ outputDir: makeDir(), projectDir })

  await expect(synthesis).rejects.toThrow(new TemplateError('The lamp is out.'))
})

test('synthesis passes on the feature flags of cdk.json, which shape the template', async () => {
  const projectDir = makeProject('process.stderr.write(process.env.CDK_CONTEXT_JSON); process.exitCode = 1')
  writeFileSync(join(projectDir, 'cdk.json'), '{ "context": { "flag": true, "stage": "dev" } }')

  const synthesis = synthesizeApp({ outputDir: makeDir(), projectDir, context: { stage: 'test' } })

  await expect(synthesis).rejects.toThrow(new TemplateError('{"flag":true,"stage":"test"}'))
})

test('synthesis rejects when cdk.json is no JSON', async () => {
  const projectDir = makeProject('')
  writeFileSync(join(projectDir, 'cdk.json'), '{')

  const synthesis = synthesizeApp({ outputDir: makeDir(), projectDir })

  await expect(synthesis).rejects.toThrow(
    new TemplateError(
      `${join(projectDir, 'cdk.json')} cannot be read as JSON: restore it from the repository.`,
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
  writeFileSync(join(dir, 'cdk.json'), '{}')
  writeFileSync(join(dir, 'infra', 'app.ts'), app)
  return dir
}

function makeDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'synthesize-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
