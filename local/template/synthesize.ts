/** Synthesizes the CDK app in a process of its own, as `npm run synth` does but without the slow validation. */
import { existsSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve } from 'node:path'

import {
  findProject,
  readProjectContext,
  readProjectJson,
} from '@cognito-trigger-suite/triggers/internal/build/project'
import { isJsonObject } from './fields.ts'
import { type CommandEnd, runCommand } from './run-command.ts'
import { TemplateError } from './template-error.ts'

/** How many lines of a failed program are shown. */
const longestOutput = 40

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
  const { commands, context: ofProject } = readCdkJson(projectDir)
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
  const manifest = join(outputDir, 'manifest.json')
  // A template that was there before is not what this app says.
  rmSync(manifest, { force: true })
  for (const [what, command] of commands) {
    const end = await runCommand(command, { cwd: projectDir, env, signal: options.signal })
    if (end.failure !== undefined)
      throw new TemplateError(describeFailure(end, `The ${what} of ${projectDir} failed with ${end.failure}`))
    // Exit code 0 proves nothing, since what the app imports can end the process too.
    if (what === 'app' && !existsSync(manifest)) {
      throw new TemplateError(
        withOutput(`The app of ${projectDir} ended without a template`, [...end.stderr, ...end.stdout]),
      )
    }
  }
  return outputDir
}

interface CdkJson {
  /** Those of its build, if it has one, and of its app. */
  readonly commands: readonly (readonly ['build' | 'app', string])[]
  readonly context: Readonly<Record<string, unknown>>
}

function readCdkJson(projectDir: string): CdkJson {
  try {
    const { build, app } = readProjectJson(projectDir)
    const appCommand = readCommand(app)
    return {
      commands: [
        ...(typeof build === 'string' ? [['build', build] as const] : []),
        ['app', appCommand === undefined ? defaultApp() : runsFile(appCommand, projectDir)],
      ],
      context: readProjectContext(projectDir),
    }
  } catch (error) {
    throw new TemplateError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** The CDK joins a list. */
function readCommand(app: unknown): string | undefined {
  if (Array.isArray(app)) return app.join(' ')
  return typeof app === 'string' ? app : undefined
}

/** As the CDK does: the name of a file stands for the program, and one in JavaScript that is none is run by Node. */
function runsFile(app: string, projectDir: string): string {
  const file = statSync(resolve(projectDir, app), { throwIfNoEntry: false })
  if (file?.isFile() !== true) return app
  return app.endsWith('.js') && (file.mode & 0o100) === 0 ? `node ${quote(app)}` : quote(app)
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/** @throws TemplateError when the construct is not installed */
function defaultApp(): string {
  try {
    const app = createRequire(import.meta.url).resolve('@cognito-trigger-suite/cdk/internal/default-app')
    return `node ${quote(app)}`
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

/** The app prints one sentence. A crash before its own error handling prints a stack, of which only the error is kept.
 * Other programs, such as compilers, may say on standard output what is wrong. */
function describeFailure({ stderr, stdout }: CommandEnd, otherwise: string): string {
  const [, lacking] = /Cannot find (?:package|module) '([^'./][^']*)'/.exec(stderr.join('\n')) ?? []
  if (lacking !== undefined)
    return `The app needs ${lacking}, which is not installed: run \`npm install ${lacking}\`.`
  const crash = stderr.find((line) => /^\w*Error( \[\w+\])?:/.test(line))
  if (crash !== undefined) return crash.replace(/^\w*Error( \[\w+\])?:\s*/, '')
  if (stdout.length === 0 && stderr.length > 0) return stderr.join(' ')
  return withOutput(otherwise, [...stderr, ...stdout])
}

function withOutput(sentence: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${sentence}.` : [`${sentence}:`, ...lines.slice(-longestOutput)].join('\n')
}
