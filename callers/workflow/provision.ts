/** Provisions one user for a support desk. The worker of the suite does the work; this decides and answers around it. */
import { userKey } from '@cognito-trigger-suite/triggers/internal/domain/table-item'
import type { Runtime } from '@cognito-trigger-suite/triggers/internal/core/run'
import { callOutsideStep } from '@cognito-trigger-suite/triggers/core/step'
import type { EffectLedger } from '@cognito-trigger-suite/triggers/internal/ports/effect-ledger'
import { callers } from '../callers.ts'
import { type Answered, type Call, type CallerFunction, type Failure } from '../shared/handler.ts'
import { type Answer, answerRecord, answerWorker } from './answer.ts'
import { maxAsked, type ProvisionRequest, readRequest } from './request.ts'

export interface ProvisionOptions {
  readonly userPoolId: string
  readonly ledger: Pick<EffectLedger, 'read'>
  readonly runtime: Pick<Runtime, 'hashUser'>
}

const workerUnavailable = 'worker_unavailable'

/** The worker could not read or write the record, or says what the record does not, however often it was asked. */
class WorkerUnavailableError extends Error {
  override readonly name = 'WorkerUnavailableError'
  readonly code = workerUnavailable
}

/** An error that the workflow sees by its name. Its text holds nothing of the input. */
class WorkflowError extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/** Attempts of the one read. */
const readAttempts = 3

export function provisionNow(options: ProvisionOptions): CallerFunction<ProvisionRequest, Answer> {
  return {
    name: 'workflow',
    waitsMs: () => callers.workflow.waitsMs,
    parse: readRequest,
    async handle(request, call) {
      return report(request, await decide(request, call, options), options)
    },
    failed(_, failure) {
      throw errorOf(failure)
    },
  }
}

async function decide(
  { sub, worked }: ProvisionRequest,
  { deadline, signal }: Call,
  { userPoolId, ledger }: ProvisionOptions,
): Promise<Answer> {
  const call = callOutsideStep(signal, readAttempts, () => deadline.remainingMs())
  const found = await ledger.read(userKey(userPoolId, sub, 'PROVISIONING'), call)
  if (worked === undefined) return answerRecord(sub, found)
  const answer = answerWorker(sub, worked, found)
  if (answer !== undefined) return answer
  const { before, asked } = worked
  if (asked === maxAsked) throw new WorkerUnavailableError()
  return { decision: 'again', sub, before, asked }
}

function report(
  { sub }: ProvisionRequest,
  answer: Answer,
  { runtime, userPoolId }: ProvisionOptions,
): Answered<Answer> {
  const user = runtime.hashUser(userPoolId, sub)
  if (answer.decision === 'deny')
    return { answer, outcome: 'denied', code: answer.code, by: 'workflow', user }
  return { answer, outcome: 'allowed', user, notes: { decision: answer.decision } }
}

/** The workflow repeats the last two, and never the others. */
function errorOf(failure: Failure): Error {
  switch (failure.kind) {
    case 'event':
      return new WorkflowError('InvalidInput', failure.problem)
    case 'defect':
      return failure.cause === workerUnavailable
        ? new WorkflowError(
            'WorkerUnavailable',
            `The worker was asked ${maxAsked} times, and could not do it.`,
          )
        : new WorkflowError('ProvisionFailed', `The user could not be provisioned: ${failure.cause}`)
    case 'timeout':
      return new WorkflowError('ProvisionTimedOut', 'The table did not answer in time.')
  }
}
