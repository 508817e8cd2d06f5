/** A fault is read from JSON exactly or refused with one sentence. */
import { expect, test } from 'vitest'
import { readFault } from '../../local/faults/fault.ts'

test.each([
  [null],
  [{ kind: 'latency', ms: 300 }],
  [{ kind: 'hang' }],
  [{ kind: 'drip', everyMs: 5 }],
  [{ kind: 'throttle', rate: 0.25 }],
  [{ kind: 'error', rate: 0 }],
  [{ kind: 'outage', rate: 1 }],
])('the fault %j is read as it is', (value) => {
  const reading = readFault('table', value)

  expect(reading).toEqual({ ok: true, fault: value })
})

test.each([
  ['hang', 'The fault of table must be an object with a kind, or null.'],
  [[], 'The fault of table must be an object with a kind, or null.'],
  [
    { kind: 'toString' },
    'The fault of table needs a kind that is one of latency, hang, drip, throttle, error, outage.',
  ],
  [{ kind: 'latency' }, 'The latency fault of table needs ms, a number from 0 to 600000.'],
  [{ kind: 'latency', ms: -1 }, 'The latency fault of table needs ms, a number from 0 to 600000.'],
  [{ kind: 'drip', everyMs: '9' }, 'The drip fault of table needs everyMs, a number from 0 to 600000.'],
  [{ kind: 'hang', rate: 2 }, 'The rate of the hang fault of table must be a number from 0 to 1.'],
  [{ kind: 'hang', ms: 2 }, 'The hang fault of table has a field that it does not know: "ms".'],
])('the value %j is refused with one sentence', (value, problem) => {
  const reading = readFault('table', value)

  expect(reading).toEqual({ ok: false, problem })
})
