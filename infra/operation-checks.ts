/** What each setting of `operations.ts` must be. */
import { RetentionDays } from 'aws-cdk-lib/aws-logs'

import { Token } from 'aws-cdk-lib/core'

import {
  type Checks,
  optional,
  type RequiredCheck,
  shape,
  valueThat,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list, record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { flag, oneOf, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import type { Operations, VpcSettings } from './operations.ts'
import { regionalArn, textOrToken } from './text-checks.ts'

/** CloudWatch Logs knows no other numbers of days. */
const retention = valueThat(
  'one of RetentionDays, such as RetentionDays.ONE_MONTH',
  (days) => typeof days === 'number' && days in RetentionDays,
)

const keyArn = regionalArn('the ARN of a KMS key', 'kms', /^key\/[\w-]{1,128}$/)

/** Lambda's quotas: https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html */
const vpc = shape<VpcSettings>({
  subnetIds: idsOf('subnet', 2, 16),
  securityGroupIds: idsOf('sg', 1, 5),
})

function idsOf(kind: 'subnet' | 'sg', least: number, most: number): RequiredCheck {
  const name = kind === 'sg' ? 'a security group' : 'a subnet'
  const ids = list(
    textOrToken(`the id of ${name}`, (id) => new RegExp(`^${kind}-[0-9a-f]{8,17}$`).test(id)),
    least,
  )
  return {
    ...ids,
    test(value, at) {
      // A list that is known at the deployment has one entry here.
      if (Token.isUnresolved(value)) return
      ids.test(value, at)
      if (!Array.isArray(value)) return
      const twice = value.find((id, index) => value.indexOf(id) !== index)
      if (twice !== undefined) refuseBecause(at, `holds '${twice}' twice: take one out`)
      if (value.length > most) refuseBecause(at, `must hold ${most} ids at most, not ${value.length}`)
    },
  }
}

export function operationChecks(): Checks<Operations> {
  return {
    logRetention: optional(retention),
    reserveWorkerConcurrency: optional(flag),
    provisionedConcurrency: optional(record(whole(1, 10_000), oneOf(triggerNames))),
    encryptionKeyArn: optional(keyArn),
    tracing: optional(flag),
    vpc: optional(vpc),
  }
}
