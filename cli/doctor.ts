/** `doctor`: says what is missing on this machine and in this project, and what to do. */
import { relative } from 'node:path'
import type { Command } from 'commander'
import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import { readWhole } from './arguments.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import type { Check } from './doctor/check.ts'
import { exitCodes } from './exit-codes.ts'
import { describeExamples } from './help.ts'

interface DoctorOptions {
  readonly suite?: string
  readonly port: number
}

export function addDoctor(program: Command, run: RunAction): void {
  program
    .command('doctor')
    .summary('says what is missing here, and what to do')
    .description(
      'Looks at this machine and this project: Node, ports, packages, the suite with its types, plans and bundles, the settings in cdk.json, the template. One line a check, ✓ or ✗, and · for what to know before a deployment. It asks nobody outside of this machine. Exit code 1 when a check fails.',
    )
    .option('--suite <file>', 'another configuration than triggers/suite.ts')
    .option(
      '--port <n>',
      'the first of the four ports of the local stack',
      readWhole('--port', 0, 65_532),
      4_300,
    )
    .addHelpText('after', describeExamples(['doctor', 'doctor --json']))
    .action(run(examine))
}

async function examine(context: CliContext, options: DoctorOptions): Promise<CliResult> {
  using _progress = context.startProgress('looking at this machine and this project')
  const checks = await gather(context, options)
  const bad = checks.filter(({ outcome }) => outcome === 'bad').length
  return {
    json: { isSound: bad === 0, checks },
    text: [
      draw(context, checks),
      '',
      bad === 0 ? 'All is well.' : `${bad} of ${checks.length} checks failed.`,
    ].join('\n'),
    exitCode: bad === 0 ? exitCodes.success : exitCodes.other,
  }
}

async function gather(context: CliContext, { suite, port }: DoctorOptions): Promise<readonly Check[]> {
  const project = findProject()
  const { checkChromium, checkNode, checkPorts } = await import('./doctor/machine-checks.ts')
  const { checkEsbuild, checkPackages, checkTypeScript } = await import('./doctor/package-checks.ts')
  const { checkSettings } = await import('./doctor/deployment-checks.ts')
  return [
    checkNode(),
    await checkPorts(context, port),
    checkChromium(context.env),
    checkPackages(project),
    await checkEsbuild(),
    checkTypeScript(project),
    ...(await gatherOfSuite(context, suite)),
    await checkSettings(project),
  ]
}

/** Of a suite that cannot be loaded nothing else is said. */
async function gatherOfSuite(context: CliContext, given: string | undefined): Promise<readonly Check[]> {
  const project = findProject()
  const { bad, good } = await import('./doctor/check.ts')
  const { acceptSuite } = await import('@cognito-trigger-suite/triggers/internal/build/accept-suite')
  const { findFile } = await import('./suite-file.ts')
  const { checkBundles, checkPlans, checkTypes } = await import('./doctor/suite-checks.ts')
  const { checkCallbacks, checkSender, checkTemplate } = await import('./doctor/deployment-checks.ts')
  try {
    const file = findFile(context, given)
    const plans = await acceptSuite(file)
    return [
      good('suite', `${relative(context.directory, file)} is accepted`),
      await checkTypes(file),
      checkPlans(plans),
      await checkBundles(project),
      ...(await checkTemplate(project, file)),
      checkSender(plans),
      checkCallbacks(project),
    ]
  } catch (error) {
    return [bad('suite', error instanceof Error ? error.message : String(error))]
  }
}

function draw({ paint }: CliContext, checks: readonly Check[]): string {
  const signs = { good: paint.good('✓'), bad: paint.bad('✗'), note: paint.quiet('·') }
  const width = Math.max(...checks.map(({ name }) => name.length))
  return checks
    .map(({ name, outcome, says }) => `${signs[outcome]} ${name.padEnd(width)}  ${says}`)
    .join('\n')
}
