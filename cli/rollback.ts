/** `rollback`: lets an earlier version of a trigger answer. */
import type { Command } from 'commander'
import { unknownName, usageError } from './cli-error.ts'
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
      .summary('lets an earlier version of a deployed trigger answer')
      .description(
        'Shows which version would answer, or with --apply stops the rollout of this trigger that runs and points its alias to that version. During a rollout it is the one that answered before, else the one before.',
      )
      .argument('<function>', 'such as pre-token-generation, or provisioning-worker'),
  )
    .option('--to <version>', 'the version (default: the one before)')
    .option('--apply', 'change the alias')
    .addHelpText(
      'after',
      describeExamples([
        'rollback pre-token-generation --stack-name cognito-trigger-suite-prod --region eu-west-1',
        'rollback pre-token-generation --to 41 --apply --stack-name cognito-trigger-suite-prod --region eu-west-1',
      ]),
    )
    .action(run(rollback))
}

async function rollback(context: CliContext, name: string, options: RollbackOptions): Promise<CliResult> {
  const { pointAlias, readAlias } = await import('./operate/live-alias.ts')
  const { functions } = await readStack(context, options)
  const deployed = functions.find((each) => each.name === name)
  if (deployed === undefined) {
    throw unknownName(
      'function',
      name,
      functions.map((each) => each.name),
    )
  }
  const { functionName } = deployed
  const { alias, to, running } = await telling(`${name} was not changed`, async () => {
    const found = await readAlias(functionName)
    return {
      alias: found,
      to: await chooseVersion(deployed, found, options.to),
      running: await listRunning(deployed),
    }
  })
  const from = [alias.version, ...alias.others.keys()]
  const told = { function: name, functionName, from, to, deployments: running }
  if (to === alias.version && alias.others.size === 0 && running.length === 0) {
    return {
      json: { ...told, outcome: 'unchanged' },
      text: context.paint.good(`✓ ${name} is at version ${to} already.`),
    }
  }
  const change = `${name}  ${from.join(' and ')} → ${to}`
  if (options.apply !== true) {
    const stops = running.map((id) => `The deployment ${id} would be stopped.`)
    return {
      json: { ...told, outcome: 'planned' },
      text: [change, ...stops, context.paint.strong('Nothing was changed. Give --apply to roll back.')].join(
        '\n',
      ),
      exitCode: exitCodes.changed,
    }
  }
  const progress = context.startProgress('rolling back')
  try {
    const deployments = await telling(`${name} was not changed`, async () => {
      const stopped = await stopRunning(context, deployed)
      await pointAlias(functionName, to, await readAlias(functionName))
      return stopped
    })
    return {
      json: { ...told, deployments, outcome: 'done' },
      text: [
        change,
        ...deployments.map((id) => `The deployment ${id} is stopped.`),
        `${context.paint.good('✓')} ${name} answers with version ${to}. Deploy the commit before: otherwise the next deployment brings the new version again.`,
      ].join('\n'),
    }
  } finally {
    progress.end()
  }
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
