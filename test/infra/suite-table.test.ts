/** What the table promises. */
import { describe, expect, test } from 'vitest'

import { findOnly, synthesizeSuite } from './synthesize-suite.ts'

const tableType = 'AWS::DynamoDB::GlobalTable'

describe('suite table', () => {
  const { template } = synthesizeSuite()

  test('is keyed by pk and sk', () => {
    expect(findOnly(template, tableType).Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    })
  })

  test('is paid by request', () => {
    expect(findOnly(template, tableType).Properties).toMatchObject({ BillingMode: 'PAY_PER_REQUEST' })
  })

  test('forgets items when they expire', () => {
    expect(findOnly(template, tableType).Properties).toMatchObject({
      TimeToLiveSpecification: { AttributeName: 'expiresAtS', Enabled: true },
    })
  })

  test('can be restored to any point in time', () => {
    expect(findOnly(template, tableType).Properties).toMatchObject({
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    })
  })

  test('finds what is due by shard and time', () => {
    expect(findOnly(template, tableType).Properties).toMatchObject({
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [
            { AttributeName: 'dueShard', KeyType: 'HASH' },
            { AttributeName: 'dueAtMs', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    })
  })

  test('can get replicas in place: it is a global table of one Region, whose stream is as replication needs it', () => {
    expect(findOnly(template, tableType).Properties).toMatchObject({
      Replicas: [{ Region: { Ref: 'AWS::Region' } }],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })
  })

  test('is deleted with a development stack', () => {
    expect(findOnly(template, tableType)).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { Replicas: [{ DeletionProtectionEnabled: false }] },
    })
  })

  test('is kept and protected in production', () => {
    const production = synthesizeSuite({}, 'prod').template

    expect(findOnly(production, tableType)).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { Replicas: [{ DeletionProtectionEnabled: true }] },
    })
  })
})
