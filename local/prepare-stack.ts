/** Builds the functions and synthesizes their stack, side by side. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
  acceptSuite,
  UnloadableSuiteError,
} from '@cognito-trigger-suite/triggers/internal/build/accept-suite'
import { buildTriggers, writePlans } from '@cognito-trigger-suite/triggers/internal/build/build'
import { noBudgets } from '@cognito-trigger-suite/triggers/internal/build/bundle-budget'
import { findSuiteFile } from '@cognito-trigger-suite/triggers/internal/build/suite-file'
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

/**
 * Gives the stack of the synthesized template, whose functions run what was built.
 *
 * @throws Error with a sentence for each place that does not build, and the sentence of the synthesis; by then both
 * have ended
 */
export async function prepareStack(options: PrepareOptions): Promise<StackModel> {
  const { directory, bundleDirectory, context, suiteFile, signal } = options
  const placeholders = join(directory, 'placeholders')
  await writePlaceholders(placeholders)
  const suite = { suiteFile: suiteFile ?? findSuiteFile() }
  const ending = signal === undefined ? {} : { signal }
  const [build, synthesis] = await Promise.allSettled([
    buildTriggers(bundleDirectory, { ...suite, ...ending, acceptsSuite: false, budgets: noBudgets }),
    acceptSuite(suite.suiteFile, signal).then(async (plans) => {
      await writePlans(placeholders, plans)
      return synthesizeApp({
        ...suite,
        outputDir: join(directory, 'assembly'),
        context: {
          ...context,
          bundleDirectory: join(placeholders, 'triggers'),
          // Assets are named by where they come from, not copied: from there to the bundles is one step.
          'aws:cdk:disable-asset-staging': true,
        },
        ...ending,
      })
    }),
  ])
  if (build.status === 'rejected' || synthesis.status === 'rejected') {
    // Of a suite that was refused there are no bundles: they hold no checks of their own.
    await rm(bundleDirectory, { recursive: true, force: true })
    throw new Error(describeFailures(build, synthesis))
  }
  const model = readStackModel(synthesis.value)
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
      await writeFile(join(folder, 'index.mjs'), `throw new Error('${name} was not built')\n`)
      await mkdir(join(directory, 'meta'), { recursive: true })
      await writeFile(join(directory, 'meta', `${name}.json`), JSON.stringify({ sources: {} }))
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
