/** Builds the functions and synthesizes their stack, side by side. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
  acceptSuite,
  UnloadableSuiteError,
} from '@cognito-trigger-suite/triggers/internal/build/accept-suite'
import {
  type BuildOptions,
  buildTriggers,
  writePlans,
} from '@cognito-trigger-suite/triggers/internal/build/build'
import { noBudgets } from '@cognito-trigger-suite/triggers/internal/build/bundle-budget'
import { sha256Of } from '@cognito-trigger-suite/triggers/internal/build/source-digest'
import { findSuiteFile } from '@cognito-trigger-suite/triggers/internal/build/suite-file'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { bundleNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { readStackModel } from './template/read-stack-model.ts'
import type { StackModel } from './template/stack-model.ts'
import { synthesizeApp, type SynthesizeOptions } from './template/synthesize.ts'

export interface PrepareOptions extends Pick<SynthesizeOptions, 'context' | 'suiteFile' | 'signal'> {
  /** Absolute; where the cloud assembly goes. */
  readonly directory: string
  /** Absolute; where the bundles go, which the functions of the model run. */
  readonly bundleDirectory: string
}

export interface PreparedStack {
  readonly model: StackModel
  readonly plans: SuitePlans
}

/**
 * Gives the stack of the synthesized template, whose functions run what was built.
 *
 * @throws Error with a sentence for each place that does not build, and the sentence of the synthesis; by then both
 * have ended
 */
export async function prepareStack(options: PrepareOptions): Promise<PreparedStack> {
  const { bundleDirectory, suiteFile = findSuiteFile(), signal } = options
  const synthesis = acceptSuite(suiteFile, signal).then(async (plans) => ({
    model: await synthesizeModel({ ...options, suiteFile, plans }),
    plans,
  }))
  const ending = signal === undefined ? {} : { signal }
  return buildBeside(bundleDirectory, { suiteFile, ...ending }, synthesis)
}

/** Builds the suite while the other work is done, and gives what that work gives.
 * @throws Error with a sentence for each place that does not build, and the sentence of the other work; by then both have
 * ended, and `bundleDirectory` is gone */
export async function buildBeside<Made>(
  bundleDirectory: string,
  suite: Pick<BuildOptions, 'suiteFile' | 'signal'>,
  work: Promise<Made>,
): Promise<Made> {
  const [build, made] = await Promise.allSettled([
    buildTriggers(bundleDirectory, { ...suite, acceptsSuite: false, budgets: noBudgets }),
    work,
  ])
  if (build.status === 'fulfilled' && made.status === 'fulfilled') return made.value
  // Of a suite that was refused there are no bundles: they hold no checks of their own.
  await rm(bundleDirectory, { recursive: true, force: true })
  throw new Error(describeFailures(build, made))
}

/** Synthesizes the stack of a suite with these plans. Its functions run what is or will be in `bundleDirectory`.
 * @throws Error with the sentence of the synthesis */
export async function synthesizeModel(
  options: PrepareOptions & { readonly suiteFile: string; readonly plans: SuitePlans },
): Promise<StackModel> {
  const { directory, bundleDirectory, context, suiteFile, signal } = options
  const placeholders = join(directory, 'placeholders')
  await writePlaceholders(placeholders)
  await writePlans(placeholders, suiteFile, options.plans)
  const assembly = await synthesizeApp({
    suiteFile,
    outputDir: join(directory, 'assembly'),
    context: {
      ...context,
      bundleDirectory: join(placeholders, 'triggers'),
      // Assets are named by where they come from, not copied: from there to the bundles is one step.
      'aws:cdk:disable-asset-staging': true,
    },
    ...(signal === undefined ? {} : { signal }),
  })
  const model = readStackModel(assembly)
  return {
    ...model,
    functions: model.functions.map((each) => ({
      ...each,
      codeDir: findBuilt(each.codeDir, placeholders, join(bundleDirectory, 'triggers')),
    })),
  }
}

/** What stands for the bundles while they are built. Each is another, since assets are told apart by their content. */
async function writePlaceholders(directory: string): Promise<void> {
  await Promise.all(
    bundleNames.map(async (name) => {
      const folder = join(directory, 'triggers', name)
      await mkdir(folder, { recursive: true })
      const code = `throw new Error('${name} was not built')\n`
      await writeFile(join(folder, 'index.mjs'), code)
      await mkdir(join(directory, 'meta'), { recursive: true })
      const meta = { sources: {}, code: sha256Of(code) }
      await writeFile(join(directory, 'meta', `${name}.json`), JSON.stringify(meta))
    }),
  )
}

/** Code that a team's own construct brings along is where it was. */
function findBuilt(codeDir: string, placeholders: string, built: string): string {
  const name = relative(join(placeholders, 'triggers'), codeDir)
  return bundleNames.some((each) => each === name) ? join(built, name) : codeDir
}

/** The build's first; a suite that does not build cannot be loaded either, and its build has said where. */
function describeFailures(
  build: PromiseSettledResult<unknown>,
  synthesis: PromiseSettledResult<unknown>,
): string {
  const reasons = [build, synthesis].flatMap((each): unknown[] =>
    each.status === 'rejected' ? [each.reason] : [],
  )
  const told = reasons.filter(
    (reason) => build.status === 'fulfilled' || !(reason instanceof UnloadableSuiteError),
  )
  const sentences = told.map((reason) => (reason instanceof Error ? reason.message : String(reason)))
  return [...new Set(sentences)].join('\n')
}
