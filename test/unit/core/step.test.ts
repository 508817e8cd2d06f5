import { expect, test } from 'vitest'
import { startDeadline } from '../../../triggers/core/deadline.ts'
import { causeOf, type EffectStep, performEffect } from '../../../triggers/core/step.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const errorOf = (fields: object): Error => Object.assign(new Error('jane@example.com'), fields)

function throwingAt(name: string): Error {
  return Object.defineProperty(new Error('jane@example.com'), name, {
    get() {
      throw new Error('jane@example.com')
    },
  })
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

test.each([
  ['its code', errorOf({ code: 'ECONNRESET', name: 'SystemError' }), 'ECONNRESET'],
  ['its name without a code', errorOf({ name: 'ThrottlingException' }), 'ThrottlingException'],
  [
    'its name for a code that holds an address',
    errorOf({ code: 'jane@example.com', name: 'Refused' }),
    'Refused',
  ],
  ['its name for a code with a space', errorOf({ code: 'is taken', name: 'Refused' }), 'Refused'],
  ['its name for a code that is a number', errorOf({ code: 20, name: 'AbortError' }), 'AbortError'],
  ['its name for a long code', errorOf({ code: 'a'.repeat(65), name: 'Refused' }), 'Refused'],
  ['a long code that still is one', errorOf({ code: 'a'.repeat(64) }), 'a'.repeat(64)],
  ['Error for a name that holds an address', errorOf({ name: 'Canary jane@example.com' }), 'Error'],
  ['Error for a name of two lines', errorOf({ name: 'Refused\n' }), 'Error'],
  ['Error for an empty name', errorOf({ name: '' }), 'Error'],
  ['its type where it is no error', 'jane@example.com', 'string'],
  ['Error where its code throws', throwingAt('code'), 'Error'],
  ['Error where its name throws', throwingAt('name'), 'Error'],
  ['Error where it is a revoked proxy', revoked(), 'Error'],
])('the cause of an error is %s', (_, error, cause) => {
  expect(causeOf(error)).toBe(cause)
})

test.each(['Performed', 'done', '', true, null, undefined, {}, ['performed']])(
  'an effect that gives %j has failed, with its policy',
  async (given) => {
    const clock = createVirtualClock()
    const effect: EffectStep<undefined> = {
      name: 'own',
      dependency: { name: 'table' },
      actions: [],
      budgetMs: 100,
      attempts: 1,
      onFailure: { kind: 'drop' },
      run: async () => 'performed',
    }
    const deadline = startDeadline(clock, 3_000, {
      isFirstInvocation: false,
      initializationType: 'on-demand',
      initEndedAtMs: 0,
    })
    // As JavaScript would, where nothing is compiled.
    const report = await performEffect(
      Object.assign({ ...effect }, { run: async () => given }),
      undefined,
      clock,
      deadline,
    )

    expect(await performEffect(effect, undefined, clock, deadline)).toMatchObject({ result: 'performed' })
    expect(report).toMatchObject({ outcome: 'failed', cause: 'no_result', policy: 'drop' })
    expect(report).not.toHaveProperty('result')
  },
)
