import { expect, test } from 'vitest'
import { isNotConnected, readRefusal } from '../../../triggers/adapters/refusal.ts'
import { NotPerformedError, PermanentEffectError } from '../../../triggers/domain/effect-record.ts'

function outcomeOf(status: number, exception: string): string {
  const error = readRefusal(status, exception)
  if (error instanceof NotPerformedError) return `later: ${error.code}`
  return error instanceof PermanentEffectError ? `never: ${error.code}` : 'unknown'
}

test.each([
  [400, 'ThrottlingException', 'later: ThrottlingException'],
  [429, 'Whatever', 'later: Whatever'],
  [429, '', 'later: throttled'],
  [400, 'ExpiredToken', 'later: ExpiredToken'],
  [400, 'SendingPausedException', 'later: SendingPausedException'],
  [403, 'AccessDeniedException', 'never: AccessDeniedException'],
  [301, 'PermanentRedirect', 'never: PermanentRedirect'],
  [400, 'NobodyKnowsThis', 'never: NobodyKnowsThis'],
  [499, 'NobodyKnowsThis', 'never: NobodyKnowsThis'],
  [400, 'InternalFailure', 'unknown'],
  [408, 'RequestTimeout', 'unknown'],
  [403, '', 'unknown'],
  [500, 'ThrottlingException', 'unknown'],
  [503, 'AccessDeniedException', 'unknown'],
  [200, 'AccessDeniedException', 'unknown'],
  [0, 'AccessDeniedException', 'unknown'],
])('what an answer of %i with %j leaves behind: %s', (status, exception, outcome) => {
  expect(outcomeOf(status, exception)).toBe(outcome)
})

test('only a connection that was never made is certain to have carried nothing', () => {
  expect(['ECONNREFUSED', 'ENOTFOUND'].map(isNotConnected)).toEqual([true, true])
  expect(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', ''].map(isNotConnected)).toEqual([false, false, false, false])
})
