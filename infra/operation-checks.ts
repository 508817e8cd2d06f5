/** What each setting of `operations.ts` must be. */
import { RetentionDays } from 'aws-cdk-lib/aws-logs'

import {
  type Checks,
  optional,
  shape,
  valueThat,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { flag, oneOf, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import type { Operations, RunSettings, VpcSettings } from './operations.ts'
import { listOfIds, regionalArn } from './text-checks.ts'

/** CloudWatch Logs knows no other numbers of days. */
const retention = valueThat(
  'one of RetentionDays, such as RetentionDays.ONE_MONTH',
  (days) => typeof days === 'number' && days in RetentionDays,
)

const keyArn = regionalArn('the ARN of a KMS key', 'kms', /^key\/[\w-]{1,128}$/)

/** Lambda's quotas: https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html */
const vpc = shape<VpcSettings>({
  subnetIds: listOfIds('the id of a subnet', /^subnet-[0-9a-f]{8,17}$/, 2, 16),
  securityGroupIds: listOfIds('the id of a security group', /^sg-[0-9a-f]{8,17}$/, 1, 5),
})

export const runChecks: Checks<RunSettings> = {
  logRetention: optional(retention),
  encryptionKeyArn: optional(keyArn),
  tracing: optional(flag),
  vpc: optional(vpc),
}

export function operationChecks(): Checks<Operations> {
  return {
    ...runChecks,
    reserveWorkerConcurrency: optional(flag),
    provisionedConcurrency: optional(record(whole(1, 10_000), oneOf(triggerNames))),
  }
}
