/** Apps in which a suite's triggers stand beside pools of a team. */
import { join } from 'node:path'

import { App, type Duration, type Stack } from 'aws-cdk-lib'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'

import { CognitoTriggers } from '../../infra/cognito-triggers.ts'
import type { CognitoTriggersProps } from '../../infra/suite-props.ts'
import { describeSynthError } from '../../infra/synth-error.ts'
import type { SuitePlans } from '../../triggers/build/suite-plans.ts'
import { type DummyBundles, writeDummyBundles } from './dummy-bundles.ts'
import { readFeatureFlags } from './synthesize-suite.ts'

let written: readonly DummyBundles[] = []
let ofShipped: { readonly bundleDirectory: string } | undefined

/** For `afterAll` of each file: files share this module, and the first one to end takes all away. */
export function removeBuilds(): void {
  for (const { remove } of written) remove()
  written = []
  ofShipped = undefined
}

/** A build of the suite as it comes, or of one with these plans. */
function build(plans?: SuitePlans): { readonly bundleDirectory: string } {
  const bundles = writeDummyBundles(undefined, plans)
  written = [...written, bundles]
  return { bundleDirectory: bundles.dir }
}

let apps = 0

export const built = {
  get bundleDirectory(): string {
    ofShipped ??= build()
    return ofShipped.bundleDirectory
  },
}

export function makeApp(): App {
  const outdir = join(built.bundleDirectory, `assembly-${(apps += 1)}`)
  return new App({ builtinCloudFormationValidation: false, context: readFeatureFlags(), outdir })
}

export function addTriggers(
  scope: Construct,
  { plans, ...props }: CognitoTriggersProps & { readonly plans?: SuitePlans },
  id = 'Triggers',
): CognitoTriggers {
  return new CognitoTriggers(scope, id, {
    ...(plans === undefined ? built : build(plans)),
    rollout: 'all-at-once',
    ...props,
  })
}

export function addFunction(scope: Construct, id = 'Theirs', timeout?: Duration): LambdaFunction {
  return new LambdaFunction(scope, id, {
    code: Code.fromInline('exports.handler = async event => event'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    ...(timeout && { timeout }),
  })
}

/** The resources of each stack by type, as they are deployed. */
export function synthesize(
  app: App,
): (stack: Pick<Stack, 'stackName'>, type: string) => readonly Record<string, unknown>[] {
  const assembly = app.synth()
  const templates = new Map(
    [assembly, ...assembly.nestedAssemblies.map(({ nestedAssembly }) => nestedAssembly)]
      .flatMap(({ stacks }) => stacks)
      .map((each) => [each.stackName, each.template] as const),
  )
  return (stack, type) => {
    const resources: Record<string, { Type: string; Properties: Record<string, unknown> }> =
      templates.get(stack.stackName)?.Resources ?? {}
    return Object.values(resources).flatMap((each) => (each.Type === type ? [each.Properties] : []))
  }
}

/** The sentence with which making or synthesizing the app fails; empty when it does not. */
export function failureOf(make: (app: App) => void): string {
  const app = makeApp()
  try {
    make(app)
    synthesize(app)
    return ''
  } catch (error) {
    return describeSynthError(error)
  }
}
