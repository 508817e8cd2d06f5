/** Mistakes about the suite, its build and its stage. */
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { App, Duration, Stack } from 'aws-cdk-lib'

import { CognitoTriggerSuite } from '../../../infra/cognito-trigger-suite.ts'
import { shippedPlans, synthesizeSuite } from '../synthesize-suite.ts'
import { addBundles, app, deployed, plans, props, type Mistake } from './make.ts'

const kept = '"DeletionPolicy":"RetainExceptOnCreate"'

/** Where no context names a build. */
function inOwnApp(given: object): () => unknown {
  return () => {
    const cdk = new App({ outdir: join(addBundles().dir, '../assembly') })
    return new CognitoTriggerSuite(new Stack(cdk, 'Own'), 'Suite', given)
  }
}

export const ofBuilds: readonly Mistake[] = [
  // The suite and its build.
  ['no suite', 'CognitoTriggerSuite needs suite', inOwnApp({})],
  ['suite that is no file', 'The suite no/suite.ts is no file', inOwnApp({ suite: 'no/suite.ts' })],
  ['no bundles', 'run `npm run build` first', props({ bundleDirectory: 'no/such/folder' })],
  [
    'bundle that is missing',
    'is missing: run `npm run build` first',
    () => synthesizeSuite({ bundleDirectory: addBundles(['pre-sign-up']).dir }),
  ],
  [
    'bundle that was edited',
    'is not the one that was built',
    () => {
      const { dir } = addBundles()
      appendFileSync(join(dir, 'pre-sign-up/index.mjs'), '// mine')
      synthesizeSuite({ bundleDirectory: dir })
    },
  ],
  [
    'bundles that are older than their sources',
    'was built before package.json changed',
    () => {
      const { dir } = addBundles()
      writeFileSync(join(dir, '../meta/pre-sign-up.json'), '{"sources":{"package.json":"old"}}')
      synthesizeSuite({ bundleDirectory: dir })
    },
  ],
  ['bundles of another suite', 'but the suite to deploy is other.ts', app({}, 'other.ts')],
  [
    'suiteFile of the command line, bundles of another',
    'but the suite to deploy is other.ts',
    app({ suiteFile: 'other.ts' }),
  ],
  [
    'path over its limit',
    'more than its limit of',
    plans({ proofs: [{ trigger: 'pre-sign-up', totalMs: 6_000, limitMs: 4_000, arithmetic: 'gather' }] }),
  ],
  ['group without a name', 'is not what this version builds', plans({ groups: [''] })],
  [
    'group that only the suite names',
    '"GroupName":"customers"',
    deployed('AWS::Cognito::UserPoolGroup', { plans: { ...shippedPlans(), groups: ['customers'] } }),
  ],
  [
    'groups that the stack cannot tell apart',
    'give one of them another name',
    plans({ groups: ['a/b', 'a--b'] }),
  ],
  ['moment in the future', 'which is in the future', props({ effectsSince: '2962-11-28T12:00:00Z' })],
  [
    'walk of a pool every 0 minutes',
    'reconcileEvery must be an hour or more',
    props({ reconcileEvery: Duration.minutes(0) }),
  ],
  [
    'walk of a pool every 30 seconds',
    'reconcileEvery must be an hour or more',
    props({ reconcileEvery: Duration.seconds(30) }),
  ],
  [
    'walk of a pool every minute',
    'reconcileEvery must be an hour or more',
    props({ reconcileEvery: Duration.minutes(1) }),
  ],
  ['misspelt prop', 'retainDate is no option: did you mean retainData?', props({ retainDate: true })],
  [
    'misspelt setting',
    'callbackUrl is no option: did you mean callbackUrls?',
    app({ pool: { callbackUrl: ['https://a.example'] } }),
  ],
  ['settings that are no JSON', 'Context pool is no JSON', app({ pool: '{selfSignUp:false}' })],
  // Stages and context.
  ['stage in upper case', 'Stage "Prod" is not', app({ stage: 'Prod' })],
  ['stage production', kept, deployed('AWS::Cognito::UserPool', {}, 'production')],
  ['stage live', kept, deployed('AWS::DynamoDB::GlobalTable', {}, 'live')],
  ['stage prod-eu', kept, deployed('AWS::Cognito::UserPoolClient', {}, 'prod-eu')],
  ['misspelt context', 'Context stgae is not known: did you mean stage?', app({ stgae: 'prod' })],
  ['context that nobody reads', 'Context region is not known', app({ region: 'eu-west-1' })],
  [
    'build that is no folder',
    'Context bundleDirectory is a text that is not empty',
    app({ bundleDirectory: 5 }),
  ],
  ['everything disposable', 'Context disposable is the name of a stage', app({ disposable: 'true' })],
  ['schema left out everywhere', 'Context omitSchema is the name of a stage', app({ omitSchema: true })],
]
