/** Judges from its answer to one event whether a version may serve people. Pure. */
import { isObject, own, ownText } from '../core/json.ts'
import type { RehearsedAnswer } from '../ports/version-invoker.ts'
import type { RehearsedEvent } from './events.ts'

/** A clause without data that says what is wrong with the answer; undefined when it is right. A refusal is a right
 * answer: the person of these events need not get in. */
export function findProblem({ event }: RehearsedEvent, answer: RehearsedAnswer): string | undefined {
  const fault = findFault(answer)
  if (fault !== undefined || answer.functionError !== undefined) return fault
  return isSameEvent(event, answer.payload) ? undefined : 'its answer is not the event with a response'
}

/** What is wrong with how a version ends, whatever it answers. */
export function findFault({ functionError, payload, report }: RehearsedAnswer): string | undefined {
  const errorType = ownText(payload, 'errorType')
  if (functionError !== undefined && errorType !== 'Denial')
    return `it ended in ${functionError} ${errorType ?? 'error'}`
  if (report === undefined) return 'it wrote no report'
  if (!report.isRehearsal) return 'it does not know rehearsals, and may have had effects'
  if (report.outcome === 'failed') return 'it has a defect'
  const step = report.steps.find(({ outcome }) => outcome !== 'ok')
  return step === undefined ? undefined : `its step ${step.name} ended in ${step.outcome}`
}

/** Cognito accepts only the event that it sent, with a response added. */
function isSameEvent(event: RehearsedEvent['event'], payload: unknown): boolean {
  return (
    isObject(own(payload, 'response')) &&
    own(payload, 'version') === event.version &&
    own(payload, 'triggerSource') === event.triggerSource
  )
}
