/** Checks of the construct's props. A misspelled one is refused, not ignored. */
import { Duration } from 'aws-cdk-lib/core'
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'

import {
  checkOptions,
  isPlain,
  optional,
  valueThat,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { moment } from '@cognito-trigger-suite/triggers/internal/core/options/moment'
import { port } from '@cognito-trigger-suite/triggers/internal/core/options/port'
import { flag, oneOf, text } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { poolChecks } from './pool-checks.ts'
import { textOrToken } from './text-checks.ts'
import type { CognitoTriggerSuiteProps } from './suite-props.ts'

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html */
const domainLabel = textOrToken(
  'the first label of a domain: 1 to 63 lower-case letters, digits and hyphens, no hyphen at its ends',
  (label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label),
)

/** CloudWatch Logs knows no other numbers of days. */
const retention = valueThat('one of RetentionDays, such as RetentionDays.ONE_MONTH', (days) =>
  Object.values(RetentionDays).some((each) => each === days),
)

/** A walk of a large pool takes hours, and a second one beside it finds nothing more. */
const walkInterval = valueThat(
  'an hour or more in whole minutes, such as Duration.hours(24)',
  (value) =>
    value instanceof Duration &&
    (value.isUnresolved() || (value.toSeconds() >= 3_600 && value.toSeconds() % 60 === 0)),
)

/**
 * Checks the props of the construct. An undefined prop counts as left out, as in CDK.
 *
 * @throws TypeError with the prop, its value and what is allowed
 */
export function checkSuiteProps(props: CognitoTriggerSuiteProps): void {
  checkOptions<CognitoTriggerSuiteProps>('CognitoTriggerSuite', withoutUndefined(props), (given) => ({
    ...poolChecks(given),
    suite: optional(text('the path of a suite')),
    bundleDirectory: optional(text('a folder')),
    retainData: optional(flag),
    featurePlan: optional(oneOf(Object.values(FeaturePlan))),
    omitSchema: optional(flag),
    domainPrefix: optional(domainLabel),
    logRetention: optional(retention),
    effectsSince: optional(moment),
    reconcileEvery: optional(walkInterval),
    reserveWorkerConcurrency: optional(flag),
    alarmActions: optional(list(port('an action of an alarm', undefined, ['bind']), 0)),
  }))
}

function withoutUndefined(props: unknown): unknown {
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
