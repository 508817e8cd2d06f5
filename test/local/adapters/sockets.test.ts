/** The socket table: what a call costs after the sandbox was frozen and its connections have died. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { maxIdleMs } from '../../../triggers/adapters/connection.ts'
import { systemClock } from '../../../triggers/core/deadline.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { runs } from '../../support/run-counts.ts'
import { isCounted } from './adapter-case.ts'
import { adapterCases } from './adapter-cases.ts'
import { type Death, deaths, type DyingService, startDyingService } from './dying-sockets.ts'

const idleCounts = runs({ few: [1, 3, 8], full: [1, 2, 3, 4, 5, 6, 7, 8] })
/** No budget decides: it only ends what hangs. */
const budgetMs = 60_000

let service: DyingService
beforeEach(async () => {
  service = await startDyingService()
})
afterEach(() => service.close())

/** No time is lost: bytes that are swallowed give no error, so that only the gap shows them. */
const gapMs: Readonly<Record<Death, number>> = { reset: 0, fin: 0, swallowed: maxIdleMs + 1 }

const rows: string[] = []
afterAll(() => {
  const head = `adapter | death | calls: each with 1 attempt allowed, after ${idleCounts.join(', ')} idle sockets died | requests seen`
  process.stdout.write(`\nThe socket table\n${[head, ...rows].join('\n')}\n`)
})

describe.each(adapterCases)('after a freeze, $name', (adapter) => {
  test.each(deaths)('calls well over connections that died by %s', async (death) => {
    const sum = { kept: 0, calls: 0, requests: 0, attempts: 0, failed: 0 }
    for (const idle of idleCounts) {
      for (const calls of new Set([1, idle])) {
        let nowMs = 1_767_225_600_000
        const run = adapter.open(service.origin, { epochMs: () => nowMs })
        service.respond(() => ({ body: adapter.success }))
        service.hold(idle)
        await Promise.all(Array.from({ length: idle }, () => run(createCall(budgetMs, 1))))
        expect(service.requests()).toBe(idle)
        const kept = service.connections()
        if (adapter.sockets === 'kept') expect(kept).toBe(idle)

        service.respond(() => ({ body: adapter.success }))
        nowMs += gapMs[death]
        service.kill(death)
        const made = Array.from({ length: calls }, () => createCall(budgetMs, 1))
        const results = await Promise.allSettled(made.map((call) => run(call)))

        const attempts = made.map((call) => call.attempts())
        const failed = results.filter(({ status }) => status === 'rejected')
        sum.kept += kept
        sum.calls += calls
        sum.requests += service.requests()
        sum.attempts += attempts.reduce((total, count) => total + count, 0)
        sum.failed += failed.length
        expect(failed).toEqual([])
        expect(service.requests()).toBe(calls)
        if (isCounted(adapter)) expect(attempts).toEqual(made.map(() => 1))
        service.kill('reset')
      }
    }
    rows.push([adapter.name, death, ...Object.values(sum)].join(' | '))
  })

  test('has a socket for each of the 64 calls that an instance makes at once', async () => {
    const run = adapter.open(service.origin, systemClock)
    service.respond(() => ({ body: adapter.success }))
    // No request is answered before all of them have asked.
    service.hold(64)

    await Promise.all(Array.from({ length: 64 }, () => run(createCall(budgetMs, 1))))

    expect(service.requests()).toBe(64)
  })

  test('keeps its socket between two calls, or takes a new one for each', async () => {
    const run = adapter.open(service.origin, systemClock)
    service.respond(() => ({ body: adapter.success }))

    await run(createCall(budgetMs, 1))
    await run(createCall(budgetMs, 1))

    expect(service.opened()).toBe(adapter.sockets === 'kept' ? 1 : 2)
  })
})
