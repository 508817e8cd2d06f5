import { afterEach, describe, expect, test, vi } from 'vitest'
import { dynamodb } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createDatabase } from '../../../triggers/adapters/dynamodb-client.ts'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { userKey } from '../../../triggers/domain/table-item.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { startServiceDouble } from './service-double.ts'
import { tableOfFile } from './table-items.ts'

const { openDatabase } = tableOfFile()

test('of fifty racing puts of one key exactly one writes', async () => {
  const suite = createTableWriter(openDatabase())
  const key = userKey('pool', 'race', 'PROFILE')

  const results = await Promise.all(
    Array.from({ length: 50 }, (_, index) => suite.putIfAbsent(key, { index }, createCall())),
  )

  expect(results.filter((result) => result === 'written')).toHaveLength(1)
})

describe('connecting in init', () => {
  afterEach(() => vi.unstubAllEnvs())
  const connectAt = async (endpoint: string, count: number): Promise<void> => {
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', endpoint)
    await createTableWriter(createDatabase(() => connectTo(dynamodb))).connect?.(count)
  }

  test('makes so many signed reads, and changes nothing', async () => {
    const service = await startServiceDouble()
    try {
      await connectAt(service.endpoint, 3)

      expect(service.received).toHaveLength(3)
      for (const { headers } of service.received) {
        expect(headers).toMatchObject({
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          authorization: expect.stringContaining('AWS4-HMAC-SHA256'),
        })
      }
    } finally {
      await service.close()
    }
  })

  test.each([
    ['that refuses', [400, { __type: 'AccessDeniedException' }]],
    ['that fails', [500, 'broken']],
    ['that speaks no JSON', [200, '<html>']],
  ] as const)('to a table %s asks once and does not fail', async (_, answer) => {
    const service = await startServiceDouble(() => answer)
    try {
      await connectAt(service.endpoint, 1)

      expect(service.received).toHaveLength(1)
    } finally {
      await service.close()
    }
  })

  test('where nobody listens, or without what the function needs, does not fail', async () => {
    expect(await connectAt('http://127.0.0.1:9/', 2)).toBeUndefined()
    vi.stubEnv('TABLE_NAME', undefined)
    expect(await connectAt('http://127.0.0.1:9/', 2)).toBeUndefined()
  })
})
