/** `snippet`: prints what the owner of a pool adds, so that the pool calls the functions of the suite. */
import type { Command } from 'commander'
import { registry, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import type { TokenVersion } from '@cognito-trigger-suite/triggers/internal/attach/slots'
import { readSuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { readOneOf } from './arguments.ts'
import { addTokenVersion, expectedVersion, readFunctions } from './attach/options.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { describeExamples } from './help.ts'
import { forAmplify, forCdk } from './snippet/cdk.ts'
import { forCloudFormation, forServerless } from './snippet/cloudformation.ts'
import type { Connection, Slot } from './snippet/slot.ts'
import { forTerraform } from './snippet/terraform.ts'
import { loadOwnSuite } from './suite-file.ts'

const owners: ReadonlyMap<string, (connection: Connection) => string> = new Map([
  ['cdk', forCdk],
  ['cloudformation', forCloudFormation],
  ['sam', forCloudFormation],
  ['terraform', forTerraform],
  ['amplify', forAmplify],
  ['serverless', forServerless],
])

interface SnippetOptions {
  readonly for: string
  readonly outputs?: string
  readonly tokenVersion?: TokenVersion
  readonly permissions: boolean
}

export function addSnippet(program: Command, run: RunAction): void {
  const names = [...owners.keys()]
  const command = program
    .command('snippet')
    .summary('prints what the owner of a pool adds to call the suite')
    .description(
      'Prints what connects a pool outside of your app with the functions of the suite: its LambdaConfig, the permissions, and the groups that the suite names. It asks nobody and changes nothing.',
    )
    .requiredOption('--for <owner>', `what has the pool: ${names.join(', ')}`, readOneOf('owner', names))
  addTokenVersion(command)
    .option('--outputs <file>', 'takes the ARNs of the functions from what `cdk deploy --outputs-file` wrote')
    .option(
      '--no-permissions',
      'without the permissions, which CognitoTriggers makes for a pool whose ARN it has',
    )
    .addHelpText(
      'after',
      describeExamples([
        'snippet --for terraform',
        'snippet --for cloudformation --outputs cdk-outputs.json --no-permissions',
      ]),
    )
    .action(run(printSnippet))
}

async function printSnippet(context: CliContext, options: SnippetOptions): Promise<CliResult> {
  const plans = readSuitePlans(await loadOwnSuite(context))
  const { tokenVersion = expectedVersion(plans), outputs } = options
  const arns = readFunctions(context, { ...options, function: [] })
  const connection = {
    // Of a trigger that its pool keeps there is no output.
    slots: triggerNames
      .filter((trigger) => plans.calls[trigger] !== undefined)
      .map((trigger): Slot => {
        const { cognitoName: name, poolProperty: property } = registry[trigger]
        const version = property.endsWith('Config') ? { version: tokenVersion } : {}
        const arn = arns.get(name)
        return { name, property, ...version, ...(arn !== undefined && { arn }) }
      })
      .filter(({ arn }) => outputs === undefined || arn !== undefined),
    permits: options.permissions,
    groups: plans.groups,
  }
  const text = owners.get(options.for)?.(connection) ?? ''
  return { json: { ...connection, snippet: text }, text }
}
