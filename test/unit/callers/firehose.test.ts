/** The transformation of the audit stream: every id once, nothing lost, nothing personal, and no throw. */
import { readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { auditColumns } from '../../../callers/firehose/columns.ts'
import type { StreamAnswer } from '../../../callers/firehose/event.ts'
import type { PutBack } from '../../../callers/firehose/put-back.ts'
import { createTransform, leastPerRecordMs, maxRounds } from '../../../callers/firehose/transform.ts'
import { createCallerHandler } from '../../../callers/shared/handler.ts'
import { isObject, own, type RawObject } from '../../../triggers/core/json.ts'
import { createVirtualClock, type VirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const ownLogGroup = 'audit-TransformLogs'

interface Served {
  readonly putBack?: PutBack
  readonly maxAnswerBytes?: number
  readonly remainingMs?: number
  readonly clock?: VirtualClock
}

function serve(served: Served = {}) {
  const { putBack, maxAnswerBytes, remainingMs = 300_000, clock = createVirtualClock() } = served
  const put: string[] = []
  const lines: string[] = []
  const runtime = {
    clock,
    initializationType: 'provisioned-concurrency',
    dimensions: { FunctionName: 'audit', FunctionVersion: '1' },
    log: (line: string) => void lines.push(line),
    hashUser: () => 'hash',
  }
  const settings = {
    logGroup: ownLogGroup,
    putBack: putBack ?? keepAll(put),
    ...(maxAnswerBytes === undefined ? {} : { maxAnswerBytes }),
  }
  const handler = createCallerHandler(createTransform(settings), runtime)
  const call = (input: unknown): Promise<StreamAnswer> =>
    clock.runUntil(handler(input, { awsRequestId: 'request', getRemainingTimeInMillis: () => remainingMs }))
  const report = (): unknown => JSON.parse(lines.at(-1) ?? '')
  return { call, put, lines, report }
}

const keepAll = (put: string[]): PutBack => {
  return (_, records) => {
    put.push(...records)
    return Promise.resolve(new Set())
  }
}

const pack = (value: unknown): string => gzipSync(JSON.stringify(value)).toString('base64')

const report = (others: object = {}) => ({
  timestamp: '2026-11-29T12:00:00.000Z',
  trigger: 'pre-sign-up',
  outcome: 'allowed',
  requestId: 'request-1',
  steps: [],
  ...others,
})

function logs(messages: readonly unknown[], others: object = {}): string {
  return pack({
    messageType: 'DATA_MESSAGE',
    logGroup: 'auth-PreSignUpLogs',
    logEvents: messages.map((message, index) => ({
      id: `event-${index}`,
      timestamp: index,
      message: typeof message === 'string' ? message : JSON.stringify(message),
    })),
    ...others,
  })
}

function eventOf(datas: readonly unknown[]) {
  return {
    invocationId: 'i',
    deliveryStreamArn: 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/audit',
    region: 'eu-west-1',
    records: datas.map((data, index) => ({ recordId: `record-${index}`, data })),
  }
}

function golden(name: string): unknown {
  const file: unknown = JSON.parse(readFileSync(`callers/golden/firehose/${name}.json`, 'utf8'))
  return own(file, 'event')
}

/** The records that would lie in the bucket. */
function stored({ records }: StreamAnswer): readonly RawObject[] {
  return records.flatMap((record) =>
    record.result === 'Ok'
      ? Buffer.from(record.data, 'base64')
          .toString('utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line): unknown => JSON.parse(line))
          .filter(isObject)
      : [],
  )
}

describe('a batch of CloudWatch Logs', () => {
  test('becomes flat records of its report lines, and nothing of others', async () => {
    const { call, report: told } = serve()

    const answer = await call(golden('reports'))

    expect(answer.records).toMatchObject([{ recordId: expect.stringMatching(/^4966/), result: 'Ok' }])
    expect(stored(answer)).toEqual([
      {
        id: expect.stringMatching(/^365/),
        time: '2026-11-29T12:00:00.000Z',
        trigger_name: 'pre-sign-up',
        source: 'PreSignUp_SignUp',
        event_version: '1',
        outcome: 'denied',
        code: 'email_domain_denied',
        refused_by: 'email-domain-list',
        user_hash: '0123456789abcdef',
        function_name: 'auth-PreSignUp',
        function_version: '7',
        request_id: '2f0c3c1e-1d2f-4a55-9a5e-3f1f0f6f2a11',
        cold_start: false,
        duration_ms: 3.2,
        remaining_ms: 4_796.8,
        step_failed: 0,
        deferred: 0,
        dropped: 0,
      },
    ])
    expect(told()).toMatchObject({
      trigger: 'firehose',
      outcome: 'allowed',
      notes: { ok: 1, lines: 1, others: 1 },
    })
  })

  test('that only tests the way is dropped', async () => {
    const { call } = serve()

    expect((await call(golden('control'))).records).toEqual([
      { recordId: expect.stringMatching(/^4966/), result: 'Dropped' },
    ])
  })

  test('of the function itself is dropped: it would make lines for ever', async () => {
    const { call } = serve()

    const answer = await call(eventOf([logs([report()], { logGroup: ownLogGroup })]))

    expect(answer.records).toEqual([{ recordId: 'record-0', result: 'Dropped' }])
  })

  test('of the worker keeps its counts', async () => {
    const { call } = serve()
    const line = report({ trigger: 'provisioning-worker', input: 'sweep', outcome: 'done', EffectFailed: 2 })

    expect(stored(await call(eventOf([logs([line])])))).toMatchObject([
      { trigger_name: 'provisioning-worker', input: 'sweep', effect_failed: 2 },
    ])
  })

  test('without a report is dropped', async () => {
    const { call } = serve()

    const answer = await call(
      eventOf([logs(['START RequestId: x', '{"level":"INFO"}', '{', 'null', '"a"', '[]'])]),
    )

    expect(answer.records).toEqual([{ recordId: 'record-0', result: 'Dropped' }])
  })
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['no text', 7],
  ['an empty text', ''],
  ['no base64', '%%%'],
  ['no gzip', Buffer.from('{}').toString('base64')],
  ['a gzip that is cut', Buffer.from(gzipSync('x'.repeat(1_000)).subarray(0, 20)).toString('base64')],
  ['no JSON', gzipSync('hello').toString('base64')],
  ['JSON that is no envelope', pack([1])],
  ['an unknown kind of message', pack({ messageType: 'OTHER', logEvents: [] })],
  ['an envelope without events', pack({ messageType: 'DATA_MESSAGE', logGroup: 'a' })],
  ['lines that were never put back', pack({ messageType: 'AUDIT_LINES', round: 0, lines: [] })],
  ['a bomb', gzipSync(Buffer.alloc(65 * 1_048_576)).toString('base64')],
  ['more broken lines than it may take time for', logs(Array.from({ length: 1_001 }, () => '{'))],
  [
    'more events than fit into memory',
    gzipSync(
      `{"messageType":"DATA_MESSAGE","logGroup":"a","logEvents":[{}${',{}'.repeat(3 * 1_048_576)}]}`,
    ).toString('base64'),
  ],
])('a record with %s fails alone, and its neighbours do not', async (_, data) => {
  const { call, report: told } = serve()

  const answer = await call(eventOf([logs([report()]), data, logs([report()])]))

  expect(answer.records.map(({ result }) => result)).toEqual(['Ok', 'ProcessingFailed', 'Ok'])
  expect(told()).toMatchObject({ outcome: 'failed', cause: 'records_failed', notes: { failed: 1 } })
})

test.each<[string, unknown, readonly string[]]>([
  ['that is no object', 'event', []],
  ['that is nothing', null, []],
  ['without records', { ...eventOf([]), records: {} }, []],
  ['of no stream', { ...eventOf([logs([report()])]), deliveryStreamArn: 'arn' }, ['record-0']],
  [
    'with an id twice',
    {
      ...eventOf([]),
      records: [{ recordId: 'a', data: '' }, { recordId: 'a', data: '' }, { recordId: 'b' }],
    },
    ['a', 'b'],
  ],
  ['with a record without an id', { ...eventOf([]), records: [{ data: '' }, { recordId: 'b' }] }, ['b']],
])('an event %s is answered, each id once and as failed', async (_, input, ids) => {
  const { call, report: told } = serve()

  expect(await call(input)).toEqual({
    records: ids.map((recordId) => ({ recordId, result: 'ProcessingFailed' })),
  })
  expect(told()).toMatchObject({ outcome: 'failed' })
})

test('a call that runs out of time answers every id as failed', async () => {
  const { call, report: told } = serve({ maxAnswerBytes: 200, putBack: () => new Promise(() => {}) })
  const messages = Array.from({ length: 50 }, () => report())

  const answer = await call(eventOf([logs(messages), logs([report()])]))

  expect(answer.records).toEqual([
    { recordId: 'record-0', result: 'ProcessingFailed' },
    { recordId: 'record-1', result: 'ProcessingFailed' },
  ])
  expect(told()).toMatchObject({ outcome: 'failed', cause: 'timeout' })
})

test('a call whose records take their time begins none that it cannot end, and answers each id once', async () => {
  // Each look at the clock finds a second gone: the work between two looks gives no timer a turn.
  let nowMs = 0
  const lookMs = leastPerRecordMs / 10
  const clock = { ...createVirtualClock(), monotonicMs: () => (nowMs += lookMs) }
  const { call, report: told } = serve({ clock, remainingMs: leastPerRecordMs + 8 * lookMs })
  const sent = eventOf(Array.from({ length: 20 }, () => logs([report()])))

  const { records } = await call(sent)

  const results = records.map(({ result }) => result)
  const begun = results.indexOf('ProcessingFailed')
  expect(begun).toBeGreaterThan(0)
  expect(new Set(results.slice(begun))).toEqual(new Set(['ProcessingFailed']))
  expect(records.map(({ recordId }) => recordId)).toEqual(sent.records.map(({ recordId }) => recordId))
  expect(told()).toMatchObject({ outcome: 'failed', cause: 'records_failed' })
})

test('a repeat of a call gives the same records, with the same ids', async () => {
  const { call } = serve()
  const input = eventOf([logs([report(), report({ requestId: 'request-2' })])])

  expect(await call(input)).toEqual(await call(input))
})

describe('what does not fit', () => {
  const many = Array.from({ length: 6_000 }, (_, index) => report({ requestId: `request-${index}` }))

  test('is put back without what is personal, and stored in the next round', async () => {
    const first = serve({ maxAnswerBytes: 20_000 })

    const answer = await first.call(
      eventOf([logs(many.map((line) => ({ ...line, email: 'ada@example.com' })))]),
    )

    expect(answer.records).toEqual([{ recordId: 'record-0', result: 'Dropped' }])
    const pieces = first.put.map((each): unknown =>
      JSON.parse(gunzipSync(Buffer.from(each, 'base64')).toString()),
    )
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.every((piece) => own(piece, 'round') === 1)).toBe(true)
    expect(JSON.stringify(pieces)).not.toContain('ada')
    const next = await serve().call(eventOf(first.put))
    expect(stored(next)).toHaveLength(many.length)
  })

  test('is put aside when the stream takes nothing back', async () => {
    const putBack: PutBack = (_, records) => Promise.resolve(new Set(records.keys()))
    const { call } = serve({ maxAnswerBytes: 20_000, putBack })

    expect((await call(eventOf([logs(many), logs([report()])]))).records).toMatchObject([
      { result: 'ProcessingFailed' },
      { result: 'Ok' },
    ])
  })

  test('is put back a few times, and then aside: no record goes round for ever', async () => {
    let records: readonly string[] = [logs(many)]
    const results: string[] = []
    for (let round = 0; round <= maxRounds && records.length > 0; round += 1) {
      const { call, put } = serve({ maxAnswerBytes: 5_000 })
      const answer = await call(eventOf(records))
      results.push([...new Set(answer.records.map(({ result }) => result))].join())
      records = put
    }

    expect(results).toEqual(['Dropped', 'Dropped', 'Dropped', 'ProcessingFailed'])
    expect(records).toEqual([])
  })
})

const someLine = fc.record({
  requestId: fc.string({ maxLength: 160 }),
  cause: fc.string({ maxLength: 160 }),
  durationMs: fc.double(),
})

test('whatever the sizes: each id once, no answer too large, and every line is stored, put back or put aside', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(someLine, { maxLength: 40 }), { maxLength: 12 }),
      fc.integer({ min: 0, max: 40_000 }),
      fc.boolean(),
      async (groups, extraBytes, takesBack) => {
        const sent = groups.flatMap((lines, group) => lines.map((_, index) => `${group}:${index}`))
        let datas: readonly string[] = groups.map((lines, group) =>
          pack({
            messageType: 'DATA_MESSAGE',
            logGroup: 'g',
            logEvents: lines.map((line, index) => ({
              id: `${group}:${index}`,
              message: JSON.stringify(report(line)),
            })),
          }),
        )
        const seen: unknown[] = []
        const aside = new Set<string>()
        for (let round = 0; datas.length > 0; round += 1) {
          expect(round).toBeLessThanOrEqual(maxRounds)
          const input = eventOf(datas)
          const maxAnswerBytes = datas.length * 80 + extraBytes
          const putBack: PutBack = (_, records) => Promise.resolve(new Set(records.keys()))
          const { call, put } = serve({ maxAnswerBytes, ...(takesBack ? {} : { putBack }) })
          const answer = await call(input)

          expect(answer.records.map(({ recordId }) => recordId)).toEqual(
            input.records.map(({ recordId }) => recordId),
          )
          expect(JSON.stringify(answer).length).toBeLessThanOrEqual(maxAnswerBytes + 100)
          seen.push(...stored(answer).map((line) => line['id']))
          answer.records.forEach(({ result }, index) => {
            if (result !== 'ProcessingFailed') return
            const held = gunzipSync(Buffer.from(datas[index] ?? '', 'base64')).toString()
            for (const [, id = ''] of held.matchAll(/"id":"(\d+:\d+)"/g)) aside.add(id)
          })
          datas = put
        }
        expect(new Set(seen).size).toBe(seen.length)
        expect(
          [...seen, ...aside].toSorted((one, other) => String(one).localeCompare(String(other))),
        ).toEqual(sent.toSorted((one, other) => one.localeCompare(other)))
      },
    ),
    { seed: 6, numRuns: 200 },
  )
})

describe('privacy', () => {
  const fields = auditColumns.map(({ field }) => field)
  const others = ['email', 'userAttributes', 'message', 'steps', '__proto__', 'level', 'users']

  test.each([
    ['an address', 'ada@example.com', fields],
    ['a number', '+4915112345678', fields],
    ['a name', 'Ada Lovelace', fields],
    ['a token', `eyJhbGciOiJSUzI1NiJ9.${'e30x'.repeat(30)}.c2ln`, fields],
    ['a code', '123456', ['trigger', 'source', 'input', 'outcome', 'code', 'by', 'cause', 'user']],
  ])('%s in no field of a line reaches the bucket', async (_, secret, ofFields) => {
    for (const field of [...ofFields, ...others]) {
      const { call, put, lines } = serve()
      const line = JSON.stringify({ ...report(), [field]: secret, nested: { [field]: secret } })

      const answer = await call(eventOf([logs([line])]))

      expect(JSON.stringify([stored(answer), put]) + lines.join('')).not.toContain(secret)
    }
  })

  test('columns are those that the documents list, and no other', () => {
    const page = readFileSync('docs/recipes/callers/audit-stream.md', 'utf8')

    for (const { name } of auditColumns) expect(page).toContain(`\`${name}\``)
  })
})
