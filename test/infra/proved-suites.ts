/** The templates that are compared with schemas, rules and the right to do nothing else. Each is synthesized once. */
import { join } from 'node:path'

import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import type { IConstruct } from 'constructs'

import { AppSyncGuard } from '../../infra/callers/appsync-guard.ts'
import { AuditStream } from '../../infra/callers/audit-stream.ts'
import { BatchBackfill } from '../../infra/callers/batch-backfill.ts'
import { EdgeSignIn } from '../../infra/callers/edge-sign-in.ts'
import { FrontDoor } from '../../infra/callers/front-door.ts'
import { HttpApiGuard } from '../../infra/callers/http-api-guard.ts'
import { ProvisionNow } from '../../infra/callers/provision-now.ts'
import { RestApiGuard } from '../../infra/callers/rest-api-guard.ts'
import { CognitoTriggers } from '../../infra/cognito-triggers.ts'
import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import * as fullSuite from '../faults/full-suite.ts'
import { addCallers } from './callers-app/add-callers.ts'
import { writeDummyBundles } from './dummy-bundles.ts'
import { withoutHash } from './read-grants.ts'
import { readFeatureFlags, type SynthesizedSuite, synthesizeSuite } from './synthesize-suite.ts'

type Proved = Pick<SynthesizedSuite, 'template'> & { readonly stack: Stack }

const makers = {
  'shipped dev': () => synthesizeSuite({}, 'dev'),
  'shipped prod': () => synthesizeSuite({}, 'prod'),
  'full dev': () => synthesizeSuite({ plans: readSuitePlans(fullSuite) }, 'dev'),
  'full prod': () => synthesizeSuite({ plans: readSuitePlans(fullSuite) }, 'prod'),
  'full, on a pool of the team': synthesizeOnPool,
  'shipped prod, with every caller': () => synthesizeSuite({}, 'prod', addCallers),
} as const satisfies Record<string, () => Proved>

export type ProvedSuite = keyof typeof makers

export const provedSuites: readonly ProvedSuite[] = [
  'shipped dev',
  'shipped prod',
  'full dev',
  'full prod',
  'full, on a pool of the team',
  'shipped prod, with every caller',
]

const synthesized = new Map<ProvedSuite, Proved>()

export function proveSuite(name: ProvedSuite): Proved {
  const found = synthesized.get(name) ?? makers[name]()
  synthesized.set(name, found)
  return found
}

const callerConstructs = [
  AppSyncGuard,
  AuditStream,
  BatchBackfill,
  EdgeSignIn,
  FrontDoor,
  HttpApiGuard,
  ProvisionNow,
  RestApiGuard,
]

/** The constructs of other callers in the app. What else it has, such as an API, is the team's. */
export function findCallers({ stack }: Proved): readonly IConstruct[] {
  return stack.node.root.node
    .findAll()
    .filter((child) => callerConstructs.some((kind) => child instanceof kind))
}

/** Their names in the tables of rights. */
export function listRoles(construct: IConstruct): readonly string[] {
  return construct.node
    .findAll()
    .flatMap((each) => (each instanceof CfnRole ? [withoutHash(Stack.of(each).getLogicalId(each))] : []))
}

function synthesizeOnPool(): Proved {
  const bundles = writeDummyBundles(undefined, readSuitePlans(fullSuite))
  try {
    const outdir = join(bundles.dir, 'assembly')
    const app = new App({ builtinCloudFormationValidation: false, context: readFeatureFlags(), outdir })
    const stack = new Stack(app, 'Theirs')
    const schema = [{ name: 'tenant', attributeDataType: 'String', mutable: true }]
    const pool = new CfnUserPool(stack, 'People', { schema, userPoolTier: 'ESSENTIALS' })
    new CognitoTriggers(stack, 'Suite', { bundleDirectory: bundles.dir, pool })
    return { stack, template: Template.fromStack(stack) }
  } finally {
    bundles.remove()
  }
}
