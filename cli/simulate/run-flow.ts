/** Runs a flow: each API operation calls its trigger as Cognito does, with a limit per attempt and repeats. */
import { randomUUID } from 'node:crypto'
import type { InvocationRecord } from '@cognito-trigger-suite/local/internal/lambda/invocation'
import { PoolError } from '@cognito-trigger-suite/local/internal/pool/errors'
import {
  callTrigger,
  type TriggerOutcome,
} from '@cognito-trigger-suite/local/internal/pool/triggers/triggers'
import { readTriggerResult } from '@cognito-trigger-suite/local/internal/trigger-result'
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import { temporarilyUnavailable } from '@cognito-trigger-suite/triggers/core/denial-catalogue'
import { own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { registry, type TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import {
  type LoggedReport,
  type LoggedStep,
  readReport,
} from '@cognito-trigger-suite/triggers/internal/core/read-report'
import type { FlowName, FlowStep } from './flows.ts'
import { arnOf, type Stage } from './stage.ts'

export type SimulatedOutcome = 'success' | 'denied' | 'failed' | 'timed-out'

export interface SimulatedAttempt {
  /** 1 for Cognito's first call. */
  readonly attempt: number
  /** From the start of the operation. */
  readonly startMs: number
  /** How long Cognito waited. */
  readonly waitedMs: number
  readonly outcome: SimulatedOutcome
  /** What ran inside. It goes on after Cognito has stopped waiting. */
  readonly call: {
    readonly isCold: boolean
    readonly initMs: number
    /** The handler's time, without the start of the sandbox. */
    readonly durationMs: number
    readonly steps: readonly LoggedStep[]
    /** The code of a denial. */
    readonly code: string | undefined
    /** Why it failed: an error's class, or what is wrong with the event. */
    readonly cause: string | undefined
  }
}

export interface SimulatedOperation {
  readonly operation: string
  readonly trigger: TriggerName
  readonly triggerSource: string
  readonly eventVersion: string
  readonly outcome: SimulatedOutcome | 'not-reached'
  /** How long the app waited for this trigger. */
  readonly tookMs: number
  readonly attempts: readonly SimulatedAttempt[]
  /** The app's error; undefined after a success. */
  readonly toTheApp: string | undefined
}

export interface SimulatedFlow {
  readonly flow: FlowName
  readonly summary: string
  readonly limitMs: number
  readonly maxAttempts: number
  readonly faults: readonly string[]
  readonly outcome: SimulatedOutcome
  readonly tookMs: number
  readonly operations: readonly SimulatedOperation[]
}

export interface PlannedOperation {
  readonly step: FlowStep
  readonly event: RawObject
}

export interface RunOptions {
  readonly stage: Stage
  /** How long Cognito waits for one attempt. */
  readonly limitMs: number
  /** The number of Cognito's calls, repeats included. */
  readonly maxAttempts: number
  /** Milliseconds that never go back. */
  readonly clock: () => number
  /** The limits' slow motion. */
  readonly timer: Pick<Clock, 'after'>
  readonly onOperation: (step: FlowStep) => void
}

/** Runs the operations one after the other, up to a failure that the flow does not survive. */
export async function runFlow(
  operations: readonly PlannedOperation[],
  options: RunOptions,
): Promise<readonly SimulatedOperation[]> {
  const done: SimulatedOperation[] = []
  let isOver = false
  let startMs = 0
  for (const { step, event } of operations) {
    const before = done.at(-1)
    startMs = before?.operation === step.operation ? startMs + before.tookMs : 0
    if (isOver) {
      done.push({
        ...describe(step, event),
        outcome: 'not-reached',
        tookMs: 0,
        attempts: [],
        toTheApp: undefined,
      })
      continue
    }
    options.onOperation(step)
    const ran = await runOperation(step, event, startMs, options)
    done.push(ran)
    // A trigger that failed and gave the event back stops nobody.
    isOver = ran.toTheApp !== undefined && step.goesOnAfterFailure !== true
  }
  return done
}

/** The worst outcome. A failure is worse than a time-out, and a time-out is worse than a denial. */
export function worstOutcome(operations: readonly SimulatedOperation[]): SimulatedOutcome {
  const order = ['failed', 'timed-out', 'denied'] as const
  return order.find((outcome) => operations.some((operation) => operation.outcome === outcome)) ?? 'success'
}

async function runOperation(
  step: FlowStep,
  event: RawObject,
  /** When the operation calls this trigger. */
  beginMs: number,
  { stage, limitMs, maxAttempts, clock, timer }: RunOptions,
): Promise<SimulatedOperation> {
  const startedAtMs = clock()
  const requestIds: string[] = []
  const waits: (Omit<SimulatedAttempt, 'call' | 'outcome'> & { readonly ended: TriggerOutcome })[] = []
  const error = await callTrigger(
    {
      async invokeTrigger({ functionArn, abandonAfterMs }) {
        const requestId = randomUUID()
        requestIds.push(requestId)
        return readTriggerResult(
          await stage.invoke({ functionArn, payload: event, requestId, abandonAfterMs }),
        )
      },
      isTriggerAllowed: () => true,
      onTriggerCall: ({ attempt, startedAtMs: atMs, durationMs, outcome: ended }) =>
        void waits.push({ attempt, startMs: beginMs + atMs - startedAtMs, waitedMs: durationMs, ended }),
      poolArn: '',
      attempts: maxAttempts,
      attemptLimitMs: limitMs,
      timer,
      clock,
      closing: new AbortController().signal,
    },
    {
      trigger: registry[step.trigger].cognitoName,
      functionArn: arnOf(step.trigger),
      // The function gets the whole event unchecked. Only its source is read here.
      event: { ...emptyEvent, triggerSource: step.triggerSource },
      operation: step.operation,
      operationId: randomUUID(),
      read: () => undefined,
    },
  ).catch((thrown: unknown) => {
    if (thrown instanceof PoolError) return thrown
    throw thrown
  })
  const tookMs = clock() - startedAtMs
  const records = await Promise.all(requestIds.map((requestId) => stage.recordOf(requestId)))
  const attempts = waits.flatMap(({ ended, ...wait }, index) => {
    const record = records[index]
    if (record === undefined) return []
    const report = readReport(record.logLines)
    return [{ ...wait, outcome: outcomeOf(ended, record, report), call: describeCall(record, report) }]
  })
  return {
    ...describe(step, event),
    outcome: attempts.at(-1)?.outcome ?? 'failed',
    tookMs,
    attempts,
    toTheApp: error === undefined ? undefined : `${error.exceptionName}: ${error.message}`,
  }
}

const emptyEvent = {
  version: '1',
  region: '',
  userPoolId: '',
  userName: '',
  callerContext: { awsSdkVersion: '', clientId: '' },
  request: {},
  response: {},
}

function describe(
  { operation, trigger, triggerSource }: FlowStep,
  event: RawObject,
): Pick<SimulatedOperation, 'operation' | 'trigger' | 'triggerSource' | 'eventVersion'> {
  return { operation, trigger, triggerSource, eventVersion: String(own(event, 'version')) }
}

/** Cognito takes every error of a function for a refusal. Here a defect and a missing dependency are failures. */
function outcomeOf(
  ended: TriggerOutcome,
  record: InvocationRecord,
  report: LoggedReport | undefined,
): SimulatedOutcome {
  switch (ended) {
    case 'ok':
      return report?.outcome === 'failed' ? 'failed' : 'success'
    case 'timeout':
      return 'timed-out'
    case 'denied':
      return report?.outcome === 'denied' && report.code !== temporarilyUnavailable.code ? 'denied' : 'failed'
    case 'failed':
      return record.outcome === 'timeout' ? 'timed-out' : 'failed'
  }
}

function describeCall(
  { cold, initDurationMs, durationMs }: InvocationRecord,
  report: LoggedReport | undefined,
): SimulatedAttempt['call'] {
  return {
    isCold: cold,
    initMs: initDurationMs ?? 0,
    durationMs,
    steps: report?.steps ?? [],
    code: report?.code,
    cause: report?.cause,
  }
}
