/** Synthesizes the suite in this process, with the feature flags of cdk.json and without the slow validation. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { App } from 'aws-cdk-lib'
import { Annotations, Template } from 'aws-cdk-lib/assertions'

import { readSuitePlans, type SuitePlans } from '../../triggers/build/suite-plans.ts'
import type { CognitoTriggerSuiteProps } from '../../infra/suite-props.ts'
import { SuiteStack, type SuiteStackProps } from '../../infra/suite-stack.ts'
import * as shippedSuite from '../suites/shipped.ts'
import { writeDummyBundles } from './dummy-bundles.ts'

export interface SynthesizedSuite {
  readonly stack: SuiteStack
  readonly template: Template
  readonly annotations: Annotations
}

/** Props of the construct, and the plans of the suite that the bundles are made of. */
export type Synthesized = Partial<CognitoTriggerSuiteProps> & { readonly plans?: SuitePlans }

/** What the suite as it comes calls. */
export function shippedPlans(): SuitePlans {
  return readSuitePlans(shippedSuite)
}

const asItComes = new Map<string, SynthesizedSuite>()

/** `change` may add to the stack what a team would, `context` is what the command line adds. The suite as it comes is synthesized once for each stage: what is
 * given is looked at and not changed. */
export function synthesizeSuite(
  suite: Synthesized = {},
  stage = 'dev',
  change?: (stack: SuiteStack) => void,
  ofStack: Partial<SuiteStackProps> = {},
  context: Readonly<Record<string, unknown>> = {},
): SynthesizedSuite {
  if (Object.keys({ ...suite, ...ofStack, ...context }).length > 0 || change !== undefined)
    return synthesize(suite, stage, change, ofStack, context)
  const synthesized = asItComes.get(stage) ?? synthesize({}, stage)
  asItComes.set(stage, synthesized)
  return synthesized
}

function synthesize(
  { plans, ...suite }: Synthesized,
  stage: string,
  change: (stack: SuiteStack) => void = () => {},
  ofStack: Partial<SuiteStackProps> = {},
  context: Readonly<Record<string, unknown>> = {},
): SynthesizedSuite {
  const bundles = writeDummyBundles(undefined, plans ?? plansFor(suite))
  try {
    const app = new App({
      builtinCloudFormationValidation: false,
      context: { ...readFeatureFlags(), ...context },
      outdir: join(bundles.dir, 'assembly'),
    })
    const stack = new SuiteStack(app, {
      stage,
      suite: { bundleDirectory: bundles.dir, ...suite },
      ...ofStack,
    })
    change(stack)
    return { stack, template: Template.fromStack(stack), annotations: Annotations.fromStack(stack) }
  } finally {
    bundles.remove()
  }
}

/** A test that chooses an event version means a suite that expects any. */
function plansFor({ preTokenGenerationVersion }: Partial<CognitoTriggerSuiteProps>): SuitePlans {
  const plans = shippedPlans()
  if (preTokenGenerationVersion === undefined) return plans
  const { forMachines } = plans.tokens
  return { ...plans, tokens: { forMachines } }
}

/** What a resource of the template says, as far as tests look at it. */
export interface FoundResource {
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  readonly Properties: Readonly<Record<string, unknown>>
}

/** The resources of a type, in the order of the template. */
export function findAll(template: Template, type: string): readonly FoundResource[] {
  return Object.values(template.findResources(type)).map((resource) => ({
    ...resource,
    Properties: resource['Properties'] ?? {},
  }))
}

/** The only resource of a type. */
export function findOnly(template: Template, type: string): FoundResource {
  const [only, ...others] = findAll(template, type)
  if (only === undefined || others.length > 0) throw new TypeError(`The template does not hold one ${type}.`)
  return only
}

/** The context of cdk.json that is CDK's own, without what a team says of its pool. */
export function readFeatureFlags(): Readonly<Record<string, unknown>> {
  const { context }: { readonly context: object } = JSON.parse(readFileSync('cdk.json', 'utf8'))
  return Object.fromEntries(Object.entries(context).filter(([name]) => name.startsWith('@aws-cdk/')))
}
