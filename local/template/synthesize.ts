/** Synthesizes the CDK app in a process of its own, as `npm run synth` does but without the slow validation. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve } from 'node:path'

import {
  findProject,
  readProjectContext,
  readProjectJson,
} from '@cognito-trigger-suite/triggers/internal/build/project'
import { isJsonObject } from './fields.ts'
import { TemplateError } from './template-error.ts'

export interface SynthesizeOptions {
  /** Where the cloud assembly goes; made when it is not there. */
  readonly outputDir: string
  /**
   * CDK context on top of that in cdk.json, such as `{ stage: 'dev' }`.
   *
   * @default none
   */
  readonly context?: Readonly<Record<string, unknown>>
  /**
   * What stands for `triggers/suite.ts`.
   *
   * @default the file in SUITE_FILE, or else triggers/suite.ts
   */
  readonly suiteFile?: string
  /**
   * The folder of cdk.json, which names the app.
   *
   * @default the nearest one with a cdk.json
   */
  readonly projectDir?: string
  readonly signal?: AbortSignal
}

/**
 * Runs the app of cdk.json, or that of a project without one, and gives the folder that it wrote.
 *
 * The context of cdk.json is passed on, since the feature flags in it shape the template. What CDK_CONTEXT_JSON holds goes
 * before it.
 *
 * @throws TemplateError with the app's own sentence
 */
export async function synthesizeApp(options: SynthesizeOptions): Promise<string> {
  const projectDir = options.projectDir ?? findProject()
  const outputDir = resolve(options.outputDir)
  const { app, context: ofProject } = readCdkJson(projectDir)
  const context = { ...ofProject, ...readGivenContext(), ...options.context }
  const env = {
    ...process.env,
    // An app that starts as `node infra/app.ts` runs on this Node.
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    CDK_OUTDIR: outputDir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    // Validation takes 1.6 s of 2; `npm run synth` does it before anything is deployed.
    CDK_VALIDATION: 'false',
    ...(options.suiteFile === undefined ? {} : { SUITE_FILE: resolve(options.suiteFile) }),
  }
  await new Promise<void>((done, fail) => {
    const [command, args] = commandOf(app)
    const child = execFile(
      command,
      args,
      {
        cwd: projectDir,
        env,
        killSignal: 'SIGKILL',
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      (error, _stdout, stderr) => {
        // Exit code 0 proves nothing, since what the app imports can end the process too.
        if (error === null && existsSync(join(outputDir, 'manifest.json'))) done()
        else if (error === null) fail(new TemplateError(`The app of ${projectDir} ended without a template.`))
        else fail(new TemplateError(describeFailure(stderr, error.message), { cause: error }))
      },
    )
    // A suite that reads standard input finds it empty.
    child.stdin?.end()
  })
  return outputDir
}

interface CdkJson {
  /** A command, as the CDK takes it. */
  readonly app?: string
  readonly context: Readonly<Record<string, unknown>>
}

function readCdkJson(projectDir: string): CdkJson {
  try {
    const { app } = readProjectJson(projectDir)
    return { context: readProjectContext(projectDir), ...(typeof app === 'string' ? { app } : {}) }
  } catch (error) {
    throw new TemplateError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** A shell reads only what needs one, since the signal that ends the app would end the shell alone. */
function commandOf(app = defaultApp()): readonly [string, readonly string[]] {
  if (/["'$`\\|&;<>()*?~#=]/.test(app)) return ['sh', ['-c', `exec ${app}`]]
  const [command = '', ...args] = app.trim().split(/\s+/)
  return [command, args]
}

/** @throws TemplateError when the construct is not installed */
function defaultApp(): string {
  try {
    return `node ${createRequire(import.meta.url).resolve('@cognito-trigger-suite/cdk/internal/default-app')}`
  } catch (error) {
    throw new TemplateError(
      'The stack cannot be synthesized without @cognito-trigger-suite/cdk and aws-cdk-lib: install both.',
      { cause: error },
    )
  }
}

/** Context of this run alone, in the variable that CDK itself reads. */
function readGivenContext(): Readonly<Record<string, unknown>> {
  try {
    const given: unknown = JSON.parse(process.env['CDK_CONTEXT_JSON'] ?? '{}')
    if (isJsonObject(given)) return given
  } catch {
    // The sentence below is for both.
  }
  throw new TemplateError('CDK_CONTEXT_JSON is no JSON object: unset it.')
}

/** The app prints one sentence. A crash before its own error handling prints a stack, of which only the error is kept. */
function describeFailure(stderr: string, otherwise: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const [, lacking] = /Cannot find (?:package|module) '([^'./][^']*)'/.exec(stderr) ?? []
  if (lacking !== undefined)
    return `The app needs ${lacking}, which is not installed: run \`npm install ${lacking}\`.`
  const crash = lines.find((line) => /^\w*Error( \[\w+\])?:/.test(line))
  return crash?.replace(/^\w*Error( \[\w+\])?:\s*/, '') ?? (lines.join(' ') || otherwise)
}
