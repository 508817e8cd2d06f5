import { createServer } from 'node:http'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { closeServer, listenOnLoopback } from '../../../local/listen.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, startJourney } from '../journey.ts'

const keep = endAfterAll()

describe('a dependency with ARNs of an AWS service that has no stand-in', () => {
  let journey: Journey
  beforeAll(async () => {
    journey = await startJourney(keep, 'own-aws', { slowMotion: 5 })
  })

  test('is told at the start, and is called nowhere', async () => {
    expect(journey.stack.missing).toEqual([
      'nothing stands in for sqs here, so that each call of orders is refused: AWS_ENDPOINT_URL=http://127.0.0.1:4566 npm start names what does',
    ])
    await expect(journey.signUp('ada@example.com')).rejects.toMatchObject(denial('temporarily_unavailable'))
  })
})

describe('a dependency with ARNs of an AWS service that the user runs', () => {
  const asked: unknown[] = []
  let journey: Journey
  beforeAll(async () => {
    const server = createServer((request, response) => {
      asked.push(request.headers['x-amz-target'])
      response.end('{}')
    })
    const port = await listenOnLoopback(server, 0)
    keep(() => closeServer(server))
    journey = await startJourney(keep, 'own-aws', {
      origins: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
      slowMotion: 5,
    })
  })
  afterEach(() => journey.stack.setFault('orders', null))

  test('is called there', async () => {
    expect(journey.stack.missing).toEqual([])
    await expect(journey.signUp('ada@example.com')).resolves.not.toBe('')
    expect(asked).toEqual(['AmazonSQS.GetQueueAttributes'])
  })

  test.each(['hang', 'error', 'outage', 'throttle'] as const)(
    'has a fault switch by its name: %s',
    async (kind) => {
      journey.stack.setFault('orders', { kind })
      await expect(journey.signUp(`${kind}@example.com`)).rejects.toMatchObject(
        denial('temporarily_unavailable'),
      )

      journey.stack.setFault('orders', null)

      await expect(journey.signUp(`${kind}@example.com`)).resolves.not.toBe('')
    },
  )
})
