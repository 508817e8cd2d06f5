/** The executions of workflows: how they begin, what they know of themselves, and how they end. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import type { InvokeFunction } from './call-function.ts'
import type { Definition } from './definition.ts'
import { holdsFor, type RoleRights } from '../template/role-rights.ts'
import { maxDataBytes, runStates } from './run-states.ts'
import { StateError } from './state-error.ts'

/** A workflow of the template. */
export interface WorkflowModel {
  readonly arn: string
  readonly name: string
  readonly type: 'STANDARD' | 'EXPRESS'
  readonly definition: Definition
  /** What its role may call. Undefined for a role that is not of the template, or has policies of elsewhere. */
  readonly mayInvoke?: RoleRights
  /** What starts it again and again. */
  readonly schedule?: { readonly everyMs: number; readonly input: unknown }
}

export interface Execution {
  readonly arn: string
  readonly name: string
  readonly workflow: WorkflowModel
  /** As it came. */
  readonly input: string
  readonly startedAtMs: number
}

/** How an execution ended; `ABORTED` when the local stack ended first. */
export type End = { readonly stoppedAtMs: number } & (
  | { readonly status: 'SUCCEEDED'; readonly output: string }
  | { readonly status: 'FAILED'; readonly error: string; readonly cause: string }
  | { readonly status: 'TIMED_OUT' | 'ABORTED' }
)

/** An execution, and its end once it is there. */
export interface Known {
  readonly execution: Execution
  end?: End
  readonly ended: Promise<End>
}

export interface ExecutionsOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly invoke: InvokeFunction
}

/** How long an Express workflow may take, in milliseconds, and how many events a Standard one may have.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const expressLimitMs = 300_000
const maxEvents = 25_000

/** The most executions that are remembered. */
const maxKnown = 1_000

export function createExecutions({ clock, random, newId, invoke }: ExecutionsOptions) {
  const known = new Map<string, Known>()
  const closing = new AbortController()

  const run = async (execution: Execution): Promise<End> => {
    const { workflow, input } = execution
    const ending = new AbortController()
    const out = Promise.withResolvers<'TIMED_OUT' | 'ABORTED'>()
    const { TimeoutSeconds = Infinity } = workflow.definition
    const limitMs = Math.min(workflow.type === 'EXPRESS' ? expressLimitMs : Infinity, TimeoutSeconds * 1_000)
    const cancel = limitMs === Infinity ? () => {} : clock.after(limitMs, () => out.resolve('TIMED_OUT'))
    const abort = (): void => out.resolve('ABORTED')
    closing.signal.addEventListener('abort', abort, { once: true })
    let events = 1
    const given: unknown = JSON.parse(input)
    const running = runStates(workflow.definition, given, {
      clock,
      random,
      invoke: (request) => {
        if (workflow.mayInvoke === undefined || holdsFor(workflow.mayInvoke, request.functionArn))
          return invoke(request)
        throw new StateError('Lambda.AWSLambdaException', notAllowed(request.functionArn))
      },
      signal: ending.signal,
      context: contextOf(execution, given),
      count(more) {
        events += more
        if (workflow.type === 'STANDARD' && events > maxEvents)
          throw new StateError('States.Runtime', `The execution has reached ${maxEvents} events.`)
      },
    })
    const result = await Promise.race([running.then(succeed, fail), out.promise])
    cancel()
    closing.signal.removeEventListener('abort', abort)
    ending.abort()
    const stoppedAtMs = clock.epochMs()
    return typeof result === 'string' ? { status: result, stoppedAtMs } : { ...result, stoppedAtMs }
  }

  return {
    /** Undefined when a Standard execution has this name already. */
    find: (arn: string): Known | undefined => known.get(arn),
    /** `input` is the text of JSON. */
    begin(workflow: WorkflowModel, input: string, name: string = newId()): Known {
      const arn = executionArn(workflow, name, newId)
      const execution = { arn, name, workflow, input, startedAtMs: clock.epochMs() }
      const made: Known = { execution, ended: run(execution) }
      void made.ended.then((end) => (made.end = end))
      // Step Functions cannot describe an Express execution either.
      if (workflow.type === 'STANDARD') {
        known.set(arn, made)
        const [oldest] = known.keys()
        if (known.size > maxKnown && oldest !== undefined) known.delete(oldest)
      }
      return made
    },
    /** Ends what runs. */
    async close(): Promise<void> {
      closing.abort()
      await Promise.all([...known.values()].map(({ ended }) => ended))
    },
  }
}

export type Executions = ReturnType<typeof createExecutions>

/** A Standard execution is named by its name, an Express one by an id too. */
export function executionArn({ arn, type }: WorkflowModel, name: string, newId: () => string): string {
  return type === 'STANDARD'
    ? `${arn.replace(':stateMachine:', ':execution:')}:${name}`
    : `${arn.replace(':stateMachine:', ':express:')}:${name}:${newId()}`
}

function contextOf({ arn, name, workflow, startedAtMs }: Execution, Input: unknown) {
  return {
    Execution: { Id: arn, Name: name, Input, StartTime: new Date(startedAtMs).toISOString() },
    StateMachine: { Id: workflow.arn, Name: workflow.name },
  }
}

function succeed(output: unknown) {
  return { status: 'SUCCEEDED', output: JSON.stringify(output) } as const
}

function fail(error: unknown) {
  // Anything else than an error of a state is a defect of this program: it holds no data, and is told as such.
  const { error: name, cause } =
    error instanceof StateError ? error : new StateError('States.Runtime', causeOf(error))
  return { status: 'FAILED', error: name, cause } as const
}

/** @see https://github.com/awslabs/aws-deployment-framework/issues/460 */
function notAllowed(functionArn: string): string {
  return `The workflow's role is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn}`
}

/** Whether the input is too large for any execution. */
export function isTooLarge(input: string): boolean {
  return Buffer.byteLength(input) > maxDataBytes
}
