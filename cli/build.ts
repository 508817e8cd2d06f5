/** `build`: builds the functions of the suite, as `npm run build` does. */
import { join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { describeExamples } from './help.ts'

interface BuildOptions {
  readonly suite?: string
  readonly out?: string
}

export function addBuild(program: Command, run: RunAction): void {
  program
    .command('build')
    .summary('builds the functions of the suite')
    .description(
      'Checks the types and the options of the suite, builds its functions, and tells the size of each against its budget.',
    )
    .option('--suite <file>', 'another configuration than triggers/suite.ts')
    .option('--out <directory>', "where they go (default: dist in the project's folder)")
    .addHelpText(
      'after',
      describeExamples(['build', 'build --suite triggers/suite.ts --out /tmp/built --json']),
    )
    .action(run(buildSuite))
}

async function buildSuite(context: CliContext, options: BuildOptions): Promise<CliResult> {
  const { buildTriggers } = await import('@cognito-trigger-suite/triggers/internal/build/build')
  const { describeSize, readBundleBudgets } =
    await import('@cognito-trigger-suite/triggers/internal/build/bundle-budget')
  const { findFile } = await import('./suite-file.ts')
  const project = findProject()
  const out = options.out === undefined ? join(project, 'dist') : resolve(context.directory, options.out)
  const suiteFile = findFile(context, options.suite)
  using _progress = context.startProgress(`building ${relative(context.directory, suiteFile)}`)
  const bundles = await buildTriggers(out, {
    suiteFile,
    checksTypes: true,
    budgets: readBundleBudgets(project),
  })
  return { json: { directory: out, bundles }, text: bundles.map(describeSize).join('\n') }
}
