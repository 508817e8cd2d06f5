/** `rollback`: lets an earlier version of a trigger answer. */
import type { Command } from 'commander'
import { CliError, unknownName, usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { describeExamples } from './help.ts'
import { listRunning, stopRunning } from './operate/deployments.ts'
import {
  addStackOptions,
  type DeployedFunction,
  readStack,
  type StackOptions,
} from './operate/deployed-stack.ts'
import type { LiveAlias } from './operate/live-alias.ts'
import { telling } from './telling.ts'

interface RollbackOptions extends StackOptions {
  readonly to?: string
  readonly apply?: boolean
}

export function addRollback(program: Command, run: RunAction): void {
  addStackOptions(
    program
      .command('rollback')
      .summary('lets an earlier version of deployed triggers answer')
      .description(
        'Shows which version would answer, or with --apply stops the rollout of these triggers that runs and points their aliases to that version. During a rollout it is the one that answered before, else the one before.',
      )
      .argument('<functions...>', 'such as pre-token-generation, or provisioning-worker'),
  )
    .option('--to <version>', 'the version of one function (default: the one before)')
    .option('--apply', 'change the alias')
    .addHelpText(
      'after',
      describeExamples([
        'rollback pre-token-generation --stack-name cognito-trigger-suite-prod --region eu-west-1',
        'rollback pre-sign-up pre-token-generation --apply --stack-name cognito-trigger-suite-prod --region eu-west-1',
        'rollback pre-token-generation --to 41 --apply --stack-name cognito-trigger-suite-prod --region eu-west-1',
      ]),
    )
    .action(run(rollback))
}

interface Rollback {
  readonly deployed: DeployedFunction
  readonly function: string
  readonly functionName: string
  readonly from: readonly string[]
  readonly to: string
  /** Those that are stopped, or would be. */
  readonly deployments: readonly string[]
  readonly outcome: 'unchanged' | 'planned' | 'done' | 'failed'
}

async function rollback(
  context: CliContext,
  names: readonly string[],
  options: RollbackOptions,
): Promise<CliResult> {
  if (options.to !== undefined && names.length > 1)
    throw usageError('--to names a version of one function: give one function, or leave --to out.')
  const { functions } = await readStack(context, options)
  const known = functions.map(({ name }) => name)
  const wrong = names.find((name) => !known.includes(name))
  if (wrong !== undefined) throw unknownName('function', wrong, known)
  const chosen = functions.filter(({ name }) => names.includes(name))
  using _progress = context.startProgress('rolling back')
  // All are looked at before one is changed.
  const planned = await Promise.all(chosen.map((each) => plan(each, options.to)))
  const done =
    options.apply === true ? await Promise.all(planned.map((each) => change(context, each))) : planned
  const has = (outcome: Rollback['outcome']) => done.some((each) => each.outcome === outcome)
  const told = done.map((each) => {
    const { deployed: _, ...json } = each
    return json
  })
  return {
    json: { functions: told },
    text: draw(context, done),
    exitCode: has('failed') ? exitCodes.unavailable : has('planned') ? exitCodes.changed : exitCodes.success,
  }
}

function plan(deployed: DeployedFunction, given: string | undefined): Promise<Rollback> {
  const { name, functionName } = deployed
  return telling(`${name} was not changed`, async () => {
    const { readAlias } = await import('./operate/live-alias.ts')
    const alias = await readAlias(functionName)
    const to = await chooseVersion(deployed, alias, given)
    const from = [alias.version, ...alias.others.keys()]
    const deployments = await listRunning(deployed)
    const isThere = to === alias.version && from.length === 1 && deployments.length === 0
    const outcome = isThere ? 'unchanged' : 'planned'
    return { deployed, function: name, functionName, from, to, deployments, outcome }
  })
}

/** One that fails is told, and holds up no other. */
async function change(context: CliContext, planned: Rollback): Promise<Rollback> {
  if (planned.outcome === 'unchanged') return planned
  const { deployed, function: name, functionName } = planned
  try {
    const deployments = await telling(`${name} was not changed`, async () => {
      const { pointAlias, readAlias } = await import('./operate/live-alias.ts')
      const stopped = await stopRunning(context, deployed)
      await pointAlias(functionName, planned.to, await readAlias(functionName))
      return stopped
    })
    return { ...planned, deployments, outcome: 'done' }
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    context.note(error.message)
    return { ...planned, outcome: 'failed' }
  }
}

function draw({ paint }: CliContext, done: readonly Rollback[]): string {
  const lines = done.flatMap(({ function: name, from, to, deployments, outcome }): readonly string[] => {
    const move = `${name}  ${from.join(' and ')} → ${to}`
    switch (outcome) {
      case 'unchanged':
        return [paint.good(`✓ ${name} is at version ${to} already.`)]
      case 'planned':
        return [move, ...deployments.map((id) => `The deployment ${id} would be stopped.`)]
      case 'done':
        return [
          move,
          ...deployments.map((id) => `The deployment ${id} is stopped.`),
          `${paint.good('✓')} ${name} answers with version ${to}.`,
        ]
      case 'failed':
        return [`${paint.bad('✗')} ${move} did not happen.`]
    }
  })
  const has = (wanted: Rollback['outcome']) => done.some(({ outcome }) => outcome === wanted)
  if (has('planned')) lines.push(paint.strong('Nothing was changed. Give --apply to roll back.'))
  if (has('done'))
    lines.push('Deploy the commit before: otherwise the next deployment brings the new version again.')
  return lines.join('\n')
}

async function chooseVersion(
  { name, functionName }: DeployedFunction,
  { version, others }: LiveAlias,
  given: string | undefined,
): Promise<string> {
  const { listVersions } = await import('./operate/live-alias.ts')
  const versions = await listVersions(functionName)
  if (given !== undefined) {
    if (versions.includes(given)) return given
    throw usageError(`${name} has no version ${given}: name one of ${versions.join(', ')}.`)
  }
  // During a rollout the alias still names the version of before.
  if (others.size > 0) return version
  const before = versions.findLast((each) => Number(each) < Number(version))
  if (before !== undefined) return before
  throw usageError(`${name} has no version before ${version}: take the trigger off the pool by \`detach\`.`)
}
