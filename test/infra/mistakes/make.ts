/** Makes a mistake on purpose, and tells what the synthesis says of it. */
import { join } from 'node:path'

import { App, type Stack } from 'aws-cdk-lib'
import { Match } from 'aws-cdk-lib/assertions'
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { vi } from 'vitest'

import { makeSuiteStack } from '../../../infra/app.ts'
import type { SuiteStack } from '../../../infra/suite-stack.ts'
import { describeSynthError } from '../../../infra/synth-error.ts'
import { type DummyBundles, writeDummyBundles } from '../dummy-bundles.ts'
import {
  findAll,
  readFeatureFlags,
  shippedPlans,
  type Synthesized,
  synthesizeSuite,
} from '../synthesize-suite.ts'

/** What is wrong, the words by which it is told, and what makes it. */
export type Mistake = readonly [mistake: string, told: string | RegExp, make: () => unknown]

const bundles: DummyBundles[] = []

export function removeBundles(): void {
  for (const each of bundles) each.remove()
}

/** As `-c name=value` and cdk.json say it. */
export function app(context: object, suite = 'test/suites/shipped.ts'): () => unknown {
  return () => {
    vi.stubEnv('SUITE_FILE', undefined)
    const { dir } = addBundles()
    const cdk = new App({
      autoSynth: false,
      builtinCloudFormationValidation: false,
      outdir: join(dir, '../assembly'),
      context: { ...readFeatureFlags(), bundleDirectory: dir },
      postCliContext: context,
    })
    makeSuiteStack(cdk, { suite })
    cdk.synth()
  }
}

export function addBundles(...given: Parameters<typeof writeDummyBundles>): DummyBundles {
  const made = writeDummyBundles(...given)
  bundles.push(made)
  return made
}

/** By the props, which may come from the context `pool` or from a program without types. */
export function props(given: object, change?: (stack: SuiteStack) => void): () => unknown {
  return () => synthesizeSuite({ ...given } satisfies Synthesized, 'dev', change)
}

/** By what the team adds to the stack. */
export function changed(change: (stack: SuiteStack) => void): () => unknown {
  return props({}, change)
}

export function plans(given: object): () => unknown {
  return props({ plans: { ...shippedPlans(), ...given } })
}

/** The warnings of a stage that people use. */
export function warned(stage: string, change?: (stack: SuiteStack) => void): () => string {
  return () => {
    const { annotations } = synthesizeSuite({}, stage, change)
    return annotations
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => JSON.stringify(entry.data))
      .join()
  }
}

/** What is deployed of a type, where nothing can go wrong any more. */
export function deployed(type: string, given: Synthesized, stage = 'dev'): () => string {
  return () => JSON.stringify(findAll(synthesizeSuite(given, stage).template, type))
}

export function addFunction(stack: Stack, given: object = {}): LambdaFunction {
  return new LambdaFunction(stack, 'Own', {
    code: Code.fromInline('exports.handler = async event => event'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    ...given,
  })
}

export function override(path: string, value: unknown): () => unknown {
  return changed(({ suite }) => {
    const pool = suite.userPool.pool.node.defaultChild
    if (pool instanceof CfnUserPool) pool.addPropertyOverride(path, value)
  })
}

/** What a mistake is told by: the error of the synthesis, or the text that it gives. */
export function tell(make: Mistake[2]): string {
  try {
    const made = make()
    return typeof made === 'string' ? made : ''
  } catch (error) {
    return describeSynthError(error)
  } finally {
    vi.unstubAllEnvs()
  }
}
