/** The local worker is called as the stream and the schedule of AWS would. */
import { describe, expect, test } from 'vitest'
import { startWorker } from '../../../local/worker/worker.ts'
import { matchesFilters } from '../../../local/worker/worker-filter.ts'
import type { StreamRecord } from '../../../local/worker/worker-stream.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const model = {
  functionArn: 'worker:live',
  sweepRuleArn: 'rule',
  sweepEveryMs: 60_000,
  sweepInput: { kind: 'sweep' },
  otherSchedules: [{ everyMs: 300_000, input: { kind: 'slots' } }],
  streamFilters: [{ eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: ['PROVISIONING'] } } } }],
  streamBatchSize: 2,
}

function recordOf(id: number, sk = 'PROVISIONING'): StreamRecord {
  return {
    eventID: String(id),
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-1',
    eventSourceARN: 'arn',
    dynamodb: {
      ApproximateCreationDateTime: 0,
      Keys: { pk: { S: `USER#pool#${id}` }, sk: { S: sk } },
      NewImage: {},
      SequenceNumber: String(id),
      StreamViewType: 'NEW_IMAGE',
    },
  }
}

function createScene(answers: (call: number) => boolean = () => true) {
  const clock = createVirtualClock()
  const calls: unknown[] = []
  const worker = startWorker({
    model,
    clock,
    async invoke(_, payload) {
      calls.push(payload)
      await clock.sleep(100)
      return answers(calls.length)
    },
  })
  return { clock, calls, worker }
}

test('records that match reach the function in order and in batches', async () => {
  const { clock, calls, worker } = createScene()

  worker.offer(recordOf(1))
  worker.offer(recordOf(2, 'PROFILE'))
  for (const id of [3, 4, 5]) worker.offer(recordOf(id))
  await clock.runUntil(worker.idle())

  expect(calls).toEqual([
    { Records: [recordOf(1)] },
    { Records: [recordOf(3), recordOf(4)] },
    { Records: [recordOf(5)] },
  ])
})

test('a batch that is not answered comes three times more, then the next has its turn', async () => {
  const { clock, calls, worker } = createScene((call) => call > 4)

  worker.offer(recordOf(1))
  worker.offer(recordOf(2))
  await clock.runUntil(worker.idle())

  expect(calls).toHaveLength(5)
  expect(calls.at(-1)).toEqual({ Records: [recordOf(2)] })
})

test('the schedule calls as often as its rule says', async () => {
  const { clock, calls } = createScene()

  await clock.runUntil(clock.sleep(180_500))

  expect(calls).toEqual([{ kind: 'sweep' }, { kind: 'sweep' }, { kind: 'sweep' }])
})

test('a closed worker is called by nobody any more', async () => {
  const { clock, calls, worker } = createScene()

  worker.close()
  worker.offer(recordOf(1))
  await worker.sweep()
  await clock.runUntil(clock.sleep(0))

  expect(calls).toEqual([])
})

describe('a filter', () => {
  const record = { eventName: 'INSERT', dynamodb: { NewImage: { dueShard: { S: 'due-1' } } } }

  test.each([
    ['no pattern lets all through', [], true],
    ['one of several values is enough', [{ eventName: ['MODIFY', 'INSERT'] }], true],
    ['one of several patterns is enough', [{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }], true],
    ['another value is none', [{ eventName: ['MODIFY'] }], false],
    [
      'an attribute that is there exists',
      [{ dynamodb: { NewImage: { dueShard: { S: [{ exists: true }] } } } }],
      true,
    ],
    [
      'an attribute that is not there does not',
      [{ dynamodb: { NewImage: { other: { S: [{ exists: true }] } } } }],
      false,
    ],
    [
      'an attribute may be wanted absent',
      [{ dynamodb: { NewImage: { other: { S: [{ exists: false }] } } } }],
      true,
    ],
  ])('%s', (_, patterns, expected) => {
    expect(matchesFilters(record, patterns)).toBe(expected)
  })

  test('with a rule that is not known here is refused', () => {
    expect(() => matchesFilters(record, [{ eventName: [{ prefix: 'IN' }] }])).toThrow(
      'The stream\'s filter has a rule that the local stack does not know: {"prefix":"IN"}; use equality or exists.',
    )
  })
})
