/** `init`: adds a suite to a project that has none. */
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { describeExamples } from './help.ts'
import { usageError } from './cli-error.ts'
import { makeWithParents } from '@cognito-trigger-suite/local/internal/make-directory'
import type { FileChange } from './init/file-change.ts'

interface InitOptions {
  readonly dryRun?: true
}

export function addInit(program: Command, run: RunAction): void {
  program
    .command('init')
    .summary('adds a suite to a project that has none')
    .description(
      'Adds to the project of this folder what it lacks: triggers/suite.ts with one rule and its test, scripts and dependencies in package.json, and a CDK app with its cdk.json unless one is there. What is there stays as it is.',
    )
    .option('--dry-run', 'write nothing, show what would be added')
    .addHelpText('after', describeExamples(['init --dry-run', 'init']))
    .action(run(init))
}

async function init(context: CliContext, { dryRun }: InitOptions): Promise<CliResult> {
  const { planInit } = await import('./init/plan-init.ts')
  const { directory } = context
  const { changes, suite, hasApp, hasTest } = planInit(directory)
  if (dryRun !== true) for (const change of changes) await apply(directory, change)
  const files = changes.map(({ file, outcome, entries }) => ({ file, outcome, entries }))
  const isNothing = changes.every(({ outcome }) => outcome === 'kept')
  const next = [
    ...(isNothing ? ['The project has all of it.'] : []),
    ...(dryRun === true ? ['Nothing was written.'] : []),
    ...(isNothing ? [] : ['Next: `npm install`, then `npx cts start`.']),
    ...(hasTest
      ? []
      : ['The rule comes without its test, which vitest runs: `npm test` runs something else.']),
    ...(hasApp
      ? [
          `The app that cdk.json names stays: put the construct CognitoTriggerSuite of @cognito-trigger-suite/cdk into it, with the path of ${suite} as suite.`,
        ]
      : []),
  ]
  return { json: { isDryRun: dryRun === true, files }, text: [...changes.map(draw), '', ...next].join('\n') }
}

/** A file that has come meanwhile is not written over. */
async function apply(folder: string, { file, outcome, text }: FileChange): Promise<void> {
  if (text === undefined) return
  const path = join(folder, file)
  try {
    await makeWithParents(dirname(path))
    await writeFile(path, text, { flag: outcome === 'added' ? 'wx' : 'w' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw usageError(`${path} cannot be written (${code}): make it writable, then run this again.`, error)
  }
}

const signs = { added: '+', extended: '~', kept: '=' } as const

function draw({ file, outcome, entries }: FileChange): string {
  const told = outcome === 'extended' ? entries.map((entry) => `\n    + ${entry}`).join('') : ''
  return `${signs[outcome]} ${file}${told}`
}
