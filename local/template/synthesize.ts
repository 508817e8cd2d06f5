/** Synthesizes the CDK app in a process of its own, as `npm run synth` does but without the slow validation. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { describeEnded, UnloadableSuiteError } from '../../scripts/accept-suite.ts'
import { findSuiteFile } from '../../scripts/suite-file.ts'
import { isJsonObject, readObject } from './fields.ts'
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
   * The folder of cdk.json and infra/app.ts.
   *
   * @default the folder of this project
   */
  readonly projectDir?: string
  readonly signal?: AbortSignal
}

const ownProjectDir = resolve(import.meta.dirname, '../..')

/**
 * Runs `node infra/app.ts` and gives the folder that it wrote.
 *
 * The context of cdk.json is passed on, since the feature flags in it shape the template. What CDK_CONTEXT_JSON holds goes
 * before it.
 *
 * @throws TemplateError with the app's own sentence; UnloadableSuiteError when that is about the suite's file
 */
export async function synthesizeApp(options: SynthesizeOptions): Promise<string> {
  const projectDir = options.projectDir ?? ownProjectDir
  const outputDir = resolve(options.outputDir)
  const context = { ...(await readContext(projectDir)), ...readGivenContext(), ...options.context }
  const env = {
    ...process.env,
    CDK_OUTDIR: outputDir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    // Validation takes 1.6 s of 2; `npm run synth` does it before anything is deployed.
    CDK_VALIDATION: 'false',
    ...(options.suiteFile === undefined ? {} : { SUITE_FILE: resolve(options.suiteFile) }),
  }
  await new Promise<void>((done, fail) => {
    const child = execFile(
      process.execPath,
      [join(projectDir, 'infra/app.ts')],
      {
        cwd: projectDir,
        env,
        killSignal: 'SIGKILL',
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      (error, _stdout, stderr) => {
        // Exit code 0 proves nothing, since the suite can end the process too.
        if (error === null && existsSync(join(outputDir, 'manifest.json'))) done()
        else if (error === null || (error.signal === 'SIGKILL' && options.signal?.aborted !== true))
          fail(new TemplateError(describeEnded(options.suiteFile ?? findSuiteFile()), { cause: error }))
        else {
          const Failure = error.code === 2 ? UnloadableSuiteError : TemplateError
          fail(new Failure(describeFailure(stderr, error.message), { cause: error }))
        }
      },
    )
    // A suite that reads standard input finds it empty.
    child.stdin?.end()
  })
  return outputDir
}

async function readContext(projectDir: string): Promise<Readonly<Record<string, unknown>>> {
  const path = join(projectDir, 'cdk.json')
  try {
    const settings: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isJsonObject(settings) ? readObject(settings, 'context', 'cdk.json') : {}
  } catch (error) {
    throw new TemplateError(`${path} cannot be read as JSON: restore it from the repository.`, {
      cause: error,
    })
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
  const crash = lines.find((line) => /^\w*Error( \[\w+\])?:/.test(line))
  return crash?.replace(/^\w*Error( \[\w+\])?:\s*/, '') ?? (lines.join(' ') || otherwise)
}
