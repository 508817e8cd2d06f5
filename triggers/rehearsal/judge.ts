/** Judges from its answer to one event whether a version may serve people. Pure. */
import { isObject, own, ownText } from '../core/json.ts'
import type { RehearsedAnswer } from '../ports/version-invoker.ts'
import type { RehearsedEvent } from './events.ts'

/** A clause without data that says what is wrong with the answer; undefined when it is right. A refusal is a right
 * answer: the person of these events need not get in. */
export function findProblem({ event }: RehearsedEvent, answer: RehearsedAnswer): string | undefined {
  const { functionError, payload, report } = answer
  const errorType = ownText(payload, 'errorType')
  if (functionError !== undefined && errorType !== 'Denial')
    return `it ended in ${functionError} ${errorType ?? 'error'}`
  if (report === undefined) return 'it wrote no report'
  if (!report.isRehearsal) return 'it does not know rehearsals, and may have had effects'
  if (report.outcome === 'failed') return 'it has a defect'
  const step = report.steps.find(({ outcome }) => outcome !== 'ok')
  if (step !== undefined) return `its step ${step.name} ended in ${step.outcome}`
  return functionError === undefined && !isSameEvent(event, payload)
    ? 'its answer is not the event with a response'
    : undefined
}

/** Cognito accepts only the event that it sent, with a response added. */
function isSameEvent(event: RehearsedEvent['event'], payload: unknown): boolean {
  return (
    isObject(own(payload, 'response')) &&
    own(payload, 'version') === event.version &&
    own(payload, 'triggerSource') === event.triggerSource
  )
}
