/** Checks of the construct's props. A misspelled one is refused, not ignored. */
import { Duration } from 'aws-cdk-lib/core'

import {
  type Checks,
  checkOptions,
  isPlain,
  optional,
  valueThat,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list, record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { moment } from '@cognito-trigger-suite/triggers/internal/core/options/moment'
import { port } from '@cognito-trigger-suite/triggers/internal/core/options/port'
import { flag, oneOf, text } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { isPool } from './given-pool.ts'
import { operationChecks } from './operation-checks.ts'
import { poolChecks } from './pool-checks.ts'
import type { PoolSettings } from './pool-props.ts'
import { listOfIds, textOrToken } from './text-checks.ts'
import type { CognitoTriggersProps, CognitoTriggerSuiteProps, TriggersProps } from './suite-props.ts'

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html */
const domainLabel = textOrToken(
  'the first label of a domain: 1 to 63 lower-case letters, digits and hyphens, no hyphen at its ends',
  (label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label),
)

/** A walk of a large pool takes hours, and a second one beside it finds nothing more. */
const walkInterval = valueThat(
  'an hour or more in whole minutes, such as Duration.hours(24)',
  (value) =>
    value instanceof Duration &&
    (value.isUnresolved() || (value.toSeconds() >= 3_600 && value.toSeconds() % 60 === 0)),
)

/** An alarm takes ten metrics, two for each client. */
const clientIds = listOfIds('the id of an app client', /^[\w+]{1,128}$/, 0, 5)

function triggersChecks(): Checks<Omit<TriggersProps, keyof PoolSettings>> {
  return {
    suite: optional(text('the path of a suite')),
    bundleDirectory: optional(text('a folder')),
    retainData: optional(flag),
    effectsSince: optional(moment),
    reconcileEvery: optional(walkInterval),
    alarmActions: optional(list(port('an action of an alarm', undefined, ['bind']), 0)),
  }
}

/**
 * Checks the props of the construct. An undefined prop counts as left out, as in CDK.
 *
 * @throws TypeError with the prop, its value and what is allowed
 */
export function checkSuiteProps(props: CognitoTriggerSuiteProps): void {
  checkOptions<CognitoTriggerSuiteProps>('CognitoTriggerSuite', withoutUndefined(props), (given) => ({
    ...poolChecks(given),
    ...triggersChecks(),
    omitSchema: optional(flag),
    domainPrefix: optional(domainLabel),
  }))
}

/** As `checkSuiteProps`. Settings of a pool are not taken: its owner has them. */
export function checkTriggersProps(props: CognitoTriggersProps): void {
  checkOptions<CognitoTriggersProps>('CognitoTriggers', withoutUndefined(props), (given) => {
    const settings = poolChecks(given)
    return {
      ...triggersChecks(),
      ...operationChecks(),
      preTokenGenerationVersion: settings.preTokenGenerationVersion,
      memoryMb: settings.memoryMb,
      alarmTopicArn: settings.alarmTopicArn,
      rollout: settings.rollout,
      rolloutStep: settings.rolloutStep,
      rollbackAt: settings.rollbackAt,
      pool: valueThat(
        'a user pool of the CDK, or the ARN of one, such as arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a1B2c3D4e',
        isPool,
        true,
      ),
      clientIds: optional(clientIds),
      allowWrite: optional(list(text('the name of an attribute'), 0)),
      watchSlots: optional(flag),
      slots: optional(record(oneOf(['connect', 'keep', 'replace']), oneOf(triggerNames))),
    }
  })
}

/** An undefined prop counts as left out, as in CDK. */
export function withoutUndefined(props: unknown): unknown {
  if (!isPlain(props)) return props
  const given: object = Object.defineProperties({}, Object.getOwnPropertyDescriptors(props))
  for (const name of Object.keys(props)) {
    if (
      Object.getOwnPropertyDescriptor(given, name)?.get === undefined &&
      Reflect.get(given, name) === undefined
    )
      Reflect.deleteProperty(given, name)
  }
  return given
}
