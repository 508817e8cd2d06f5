/** `snippet`: prints what the owner of a pool adds, so that the pool calls the functions of the suite. */
import type { Command } from 'commander'
import { registry, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import type { Suite } from '@cognito-trigger-suite/triggers/internal/suite-parts'
import { unknownName, usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { describeExamples } from './help.ts'
import { forAmplify, forCdk } from './snippet/cdk.ts'
import { forCloudFormation, forServerless } from './snippet/cloudformation.ts'
import type { Connection, Slot } from './snippet/slot.ts'
import { forTerraform } from './snippet/terraform.ts'

const owners: ReadonlyMap<string, (connection: Connection) => string> = new Map([
  ['cdk', forCdk],
  ['cloudformation', forCloudFormation],
  ['sam', forCloudFormation],
  ['terraform', forTerraform],
  ['amplify', forAmplify],
  ['serverless', forServerless],
])

const versions = ['V1_0', 'V2_0', 'V3_0']

interface SnippetOptions {
  readonly for: string
  readonly outputs?: string
  readonly tokenVersion?: string
  readonly permissions: boolean
}

export function addSnippet(program: Command, run: RunAction): void {
  program
    .command('snippet')
    .summary('prints what the owner of a pool adds to call the suite')
    .description(
      'Prints what connects a pool outside of your app with the functions of the suite: its LambdaConfig, the permissions, and the groups that the suite names. It asks nobody and changes nothing.',
    )
    .requiredOption('--for <owner>', `what has the pool: ${[...owners.keys()].join(', ')}`, readOwner)
    .option('--outputs <file>', 'takes the ARNs of the functions from what `cdk deploy --outputs-file` wrote')
    .option(
      '--token-version <version>',
      `${versions.join(', ')} (default: what the suite expects, else V2_0)`,
      readVersion,
    )
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

function readOwner(text: string): string {
  if (!owners.has(text)) throw unknownName('owner', text, [...owners.keys()])
  return text
}

function readVersion(text: string): string {
  if (!versions.includes(text)) throw unknownName('version', text, versions)
  return text
}

async function printSnippet(context: CliContext, options: SnippetOptions): Promise<CliResult> {
  const { loadOwnSuite } = await import('./suite-file.ts')
  const { readSuitePlans } = await import('@cognito-trigger-suite/triggers/internal/build/suite-plans')
  const { readFunctions } = await import('./attach/options.ts')
  const suite = await loadOwnSuite(context)
  const connection = {
    slots: findSlots(suite, options, readFunctions(context, { ...options, function: [] })),
    permits: options.permissions,
    groups: readSuitePlans(suite).groups,
  }
  const text = owners.get(options.for)?.(connection) ?? ''
  return { json: { ...connection, snippet: text }, text }
}

function findSlots(
  suite: Suite,
  { tokenVersion, outputs }: SnippetOptions,
  arns: ReadonlyMap<string, string>,
): readonly Slot[] {
  const version = tokenVersion ?? `V${suite.preTokenGeneration().expectedVersion ?? '2'}_0`
  return triggerNames.flatMap((trigger) => {
    const { cognitoName: name, poolProperty: property, part } = registry[trigger]
    if (suite[part] === undefined) return []
    const arn = arns.get(name)
    if (outputs !== undefined && arn === undefined)
      throw usageError(`${outputs} has no ${name}AliasArn: give the outputs of the suite that you print for.`)
    return {
      name,
      property,
      ...(property.endsWith('Config') && { version }),
      ...(arn !== undefined && { arn }),
    }
  })
}
