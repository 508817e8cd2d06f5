/** A suite with every effect of post confirmation fits its limits, and brings what its effects need. */
import { expect, test } from 'vitest'

import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import * as fullSuite from '../faults/full-suite.ts'
import { findOnly, synthesizeSuite } from './synthesize-suite.ts'

test('the slowest paths fit', () => {
  const { proofs } = readSuitePlans(fullSuite)

  expect(proofs).toHaveLength(3)
  for (const { totalMs, limitMs, arithmetic } of proofs)
    expect(totalMs, arithmetic).toBeLessThanOrEqual(limitMs)
})

test('the worker knows the bus by name and the secret by ARN, and no secret itself', () => {
  const { template } = synthesizeSuite({ plans: readSuitePlans(fullSuite) })

  const worker = Object.values(template.findResources('AWS::Lambda::Function')).find(({ Properties }) =>
    JSON.stringify(Properties['Tags']).includes('provisioning-worker'),
  )
  expect(Object.keys(worker?.['Properties']['Environment']['Variables']).sort()).toEqual([
    'EVENT_BUS_NAME',
    'TABLE_NAME',
    'WEBHOOK_SECRET_ARN',
  ])
  expect(findOnly(template, 'AWS::SecretsManager::Secret').Properties).toMatchObject({
    GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 32 },
  })
})
