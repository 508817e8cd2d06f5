/** `simulate <flow>`: runs the triggers of a flow on this machine and draws their time against Cognito's limit. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import { cognitoLimitMs } from '@cognito-trigger-suite/triggers/core/deadline'
import { causeOf, isSuiteDependency } from '@cognito-trigger-suite/triggers/core/step'
import { registry } from '@cognito-trigger-suite/triggers/internal/registry'
import { readOneOf, readWhole } from './arguments.ts'
import { usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { chooseFixture } from './fixtures.ts'
import { callName, describeExamples } from './help.ts'
import { chooseSlowMotion } from './choose-slow-motion.ts'
import { applySetValues, type SetValue, setOption } from './set-values.ts'
import { isOutdated } from './simulate/bundle-age.ts'
import { describeFaults, faultForm, type Faults, readFaultText } from './fault-text.ts'
import { type Flow, type FlowName, flowNames, flows } from './simulate/flows.ts'
import type { SimulatedFlow, SimulatedOutcome } from './simulate/run-flow.ts'
import type { OwnDependency } from './simulate/stage.ts'
import type { Waterfall } from './simulate/waterfall.ts'

interface SimulateOptions {
  readonly fault: Faults
  readonly attempts: number
  readonly limit: number
  readonly eventVersion?: string
  readonly set: readonly SetValue[]
  readonly warm?: true
  readonly bundles?: string
  readonly html?: string
}

const project = findProject()
const builtBundles = join(project, 'dist/triggers')
const sources = join(project, 'triggers')

const outcomeExitCodes: Readonly<Record<SimulatedOutcome, ExitCode>> = {
  success: exitCodes.success,
  denied: exitCodes.denied,
  failed: exitCodes.failed,
  'timed-out': exitCodes.timedOut,
}

export function addSimulate(program: Command, run: RunAction): void {
  const summaries = flowNames.map((name) => `  ${name.padEnd(25)}${flows[name].summary}`)
  program
    .command('simulate')
    .summary('runs the triggers of a flow and draws their time against the limit')
    .description(
      'Runs the triggers of a flow on this machine, from the bundles of `build`, beside an empty table and a stand-in for the user pool, with the faults you choose; repeats a call that is not answered in time, as Cognito may; draws a waterfall. A model: it shows the time of your functions, not that of AWS.',
    )
    .argument('<flow>', `one of ${flowNames.join(', ')}`, readOneOf('flow', flowNames))
    .addOption(
      new Option('--fault <fault>', `${faultForm}; may be repeated`)
        .argParser(readFaultText)
        .default(new Map(), 'none'),
    )
    .option(
      '--attempts <n>',
      'how often Cognito asks when no answer comes in time',
      readWhole('--attempts', 1, 5),
      3,
    )
    .option(
      '--limit <ms>',
      'how long Cognito waits for an attempt',
      readWhole('--limit', 1, 60_000),
      cognitoLimitMs,
    )
    .option('--event-version <n>', 'the version of pre token generation events, 1, 2 or 3')
    .addOption(setOption('every event of the flow'))
    .option('--warm', 'start the functions before they are asked')
    .option('--bundles <directory>', 'the folder of <trigger>/index.mjs (default: dist/triggers)')
    .option('--html <file>', 'write the waterfall as a page')
    .addHelpText(
      'after',
      `\nFlows:\n${summaries.join('\n')}\n${describeExamples([
        'simulate sign-up',
        'simulate sign-up --fault table=hang --fault user-pool=latency:300 --html sign-up.html',
        'simulate sign-up --limit 500 --fault table=latency:250 --attempts 3',
        'simulate sign-in --fault table=error@0.5 --json',
      ])}`,
    )
    .action(run(simulate))
}

async function simulate(context: CliContext, name: FlowName, options: SimulateOptions): Promise<CliResult> {
  const { runFlow, worstOutcome } = await import('./simulate/run-flow.ts')
  const { startStage } = await import('./simulate/stage.ts')
  const { layOut } = await import('./simulate/waterfall.ts')
  const { drawWaterfall } = await import('./simulate/draw-text.ts')
  const bundles = await chooseBundles(context, options)
  const flow: Flow = flows[name]
  const steps = flow.steps.filter(
    ({ trigger }) => !registry[trigger].isOptional || existsSync(join(bundles, trigger, 'index.mjs')),
  )
  const operations = steps.map((step) => ({
    step,
    event: applySetValues(
      chooseFixture(step.trigger, step.triggerSource, versionFor(step.triggerSource, options)).event,
      options.set,
    ),
  }))
  const motion = chooseSlowMotion(context)
  using progress = context.startProgress(`starting the stage of ${name}`)
  await using stage = await startStage({
    bundles,
    triggers: [...new Set(steps.map(({ trigger }) => trigger))],
    faults: options.fault,
    ownDependencies: () => findOwnDependencies(context),
    random: context.random,
    isWarm: options.warm === true,
    slowMotion: motion,
  })
  const ran = await runFlow(operations, {
    stage,
    limitMs: options.limit,
    maxAttempts: options.attempts,
    clock: () => motion.clock.monotonicMs(),
    timer: motion.clock,
    onOperation: ({ operation, trigger }) => progress.show(`${operation} waits for ${trigger}`),
  })
  const simulated: SimulatedFlow = {
    flow: name,
    summary: flow.summary,
    limitMs: options.limit,
    maxAttempts: options.attempts,
    faults: describeFaults(options.fault),
    outcome: worstOutcome(ran),
    tookMs: ran.reduce((sum, { tookMs }) => sum + tookMs, 0),
    operations: ran,
  }
  const waterfall = layOut(simulated)
  const { html } = options
  if (html !== undefined) await writePage(context, html, waterfall)
  return {
    json: simulated,
    text: `${drawWaterfall(context, waterfall)}${html === undefined ? '' : `\nwritten: ${html}`}`,
    exitCode: outcomeExitCodes[simulated.outcome],
  }
}

/** Of the suite that `npm run build` builds. */
async function findOwnDependencies(context: CliContext): Promise<readonly OwnDependency[]> {
  const { plansOf } = await import('@cognito-trigger-suite/triggers/internal/definitions')
  const { loadOwnSuite } = await import('./suite-file.ts')
  const { otherServices } = await import('@cognito-trigger-suite/local/internal/stand-ins/other-aws')
  const steps = plansOf(await loadOwnSuite(context)).flatMap(({ phases }) =>
    phases.flatMap((phase) => phase.steps),
  )
  const own = steps
    .filter(({ dependency }) => !isSuiteDependency(dependency))
    .map(({ dependency: name, origin, resources = [] }) => ({
      name,
      isAddressed: origin !== undefined,
      services: otherServices(resources.map((arn) => arn.split(':')[2] ?? '')),
    }))
    // A fault on the others would strike nothing.
    .filter(({ isAddressed, services }) => isAddressed || services.length > 0)
  return [...new Map(own.map((each) => [each.name, each])).values()]
}

async function chooseBundles(context: CliContext, { bundles }: SimulateOptions): Promise<string> {
  if (bundles !== undefined) return resolve(context.directory, bundles)
  if (!existsSync(builtBundles)) throw usageError(`The triggers are not built: run \`${callName} build\`.`)
  if (isOutdated(builtBundles, sources)) {
    context.note(
      `The bundles in dist/ are older than triggers/: run \`${callName} build\` to simulate what is there.`,
    )
  }
  const { withSoundTypes } = await import('./suite-file.ts')
  return withSoundTypes(context, undefined, () => Promise.resolve(builtBundles))
}

async function writePage({ directory }: CliContext, file: string, waterfall: Waterfall): Promise<void> {
  const { drawPage } = await import('./simulate/draw-page.ts')
  try {
    await writeFile(resolve(directory, file), await drawPage(waterfall))
  } catch (error) {
    throw usageError(`${file} cannot be written (${causeOf(error)}): give another file.`, error)
  }
}

/** Only version 3 has machine tokens. */
function versionFor(triggerSource: string, { eventVersion }: SimulateOptions): string | undefined {
  const hasVersions =
    triggerSource.startsWith('TokenGeneration_') && !triggerSource.endsWith('_ClientCredentials')
  return hasVersions ? eventVersion : undefined
}
