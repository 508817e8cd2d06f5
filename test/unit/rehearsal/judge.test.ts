/** What a new version may answer to be given to people. */
import { expect, test } from 'vitest'
import type { LoggedReport } from '../../../triggers/core/read-report.ts'
import { type RehearsedEvent, rehearsedEvents } from '../../../triggers/rehearsal/events.ts'
import { findProblem } from '../../../triggers/rehearsal/judge.ts'
import type { RehearsedAnswer } from '../../../triggers/ports/version-invoker.ts'

const [signUp] = rehearsedEvents('eu-west-1')
const rehearsed: RehearsedEvent = signUp ?? {
  trigger: 'pre-sign-up',
  event: { version: '', triggerSource: '' },
}
const step = {
  name: 'invitation',
  kind: 'fact',
  startMs: 0,
  durationMs: 1,
  attempts: 1,
  outcome: 'ok',
  result: undefined,
  policy: undefined,
  cause: undefined,
}
const report: LoggedReport = {
  outcome: 'allowed',
  code: undefined,
  cause: undefined,
  durationMs: 1,
  remainingMs: 3_000,
  isRehearsal: true,
  steps: [step],
  stages: [],
}
const denial = { errorType: 'Denial', errorMessage: '[invitation_required] Please …' }
const good: RehearsedAnswer = { functionError: undefined, payload: rehearsed.event, report }

test.each<[string, RehearsedAnswer]>([
  ['lets the person in', good],
  [
    'refuses the person',
    { functionError: 'Unhandled', payload: denial, report: { ...report, outcome: 'denied' } },
  ],
])('a version that %s is good', (_, answer) => {
  expect(findProblem(rehearsed, answer)).toBeUndefined()
})

test.each<[string, Partial<RehearsedAnswer>]>([
  [
    'it ended in Unhandled TypeError',
    { functionError: 'Unhandled', payload: { errorType: 'TypeError' }, report: undefined },
  ],
  ['it ended in Unhandled error', { functionError: 'Unhandled', payload: undefined }],
  ['it wrote no report', { report: undefined }],
  ['it does not know rehearsals, and may have had effects', { report: { ...report, isRehearsal: false } }],
  [
    'it has a defect',
    { functionError: 'Unhandled', payload: denial, report: { ...report, outcome: 'failed' } },
  ],
  [
    'its step invitation ended in timeout',
    { report: { ...report, steps: [{ ...step, outcome: 'timeout' }] } },
  ],
  ['its answer is not the event with a response', { payload: null }],
  ['its answer is not the event with a response', { payload: { ...rehearsed.event, version: '2' } }],
  ['its answer is not the event with a response', { payload: { ...rehearsed.event, response: null } }],
])('a version is not good: %s', (problem, changed) => {
  expect(findProblem(rehearsed, { ...good, ...changed })).toBe(problem)
})
