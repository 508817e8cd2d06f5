/** Runs the states of a definition, one after the other, from an input to an output. */
import { type Clock, pause } from '@cognito-trigger-suite/triggers/core/deadline'
import type { InvokeFunction } from './call-function.ts'
import { callFunction } from './call-function.ts'
import { choose } from './choose.ts'
import type { Fail, InlineMap, Parallel, Paths, Results, State, States, Task } from './definition.ts'
import { type Data, putAt, readPath } from './paths.ts'
import { StateError } from './state-error.ts'
import { fillTemplate } from './templates.ts'
import { type Step, withRetries } from './with-retries.ts'

export interface Run {
  readonly clock: Clock
  readonly random: () => number
  readonly invoke: InvokeFunction
  /** Aborted when the execution has ended. */
  readonly signal: AbortSignal
  /** What every state finds in the context object: `Execution` and `StateMachine`. */
  readonly context: Readonly<Record<string, unknown>>
  /** Notes events of the history. @throws Error when there are too many */
  count(events: number): void
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const maxDataBytes = 262_144

/** @throws StateError when a state failed and nothing caught it */
export async function runStates(
  { StartAt, States: states }: States,
  input: unknown,
  run: Run,
): Promise<unknown> {
  let at: Step = { next: StartAt, output: input }
  while (at.next !== undefined) {
    // Lets timers fire and requests in, also while a definition goes round in a circle.
    await pause(run.clock, 0, run.signal)
    run.signal.throwIfAborted()
    const name: string = at.next
    const state = states[name]
    if (state === undefined) throw new StateError('States.Runtime', `There is no state ${name}.`)
    run.count(2)
    at = await runState(state, at.output, {
      ...run,
      context: {
        ...run.context,
        State: { Name: name, EnteredTime: new Date(run.clock.epochMs()).toISOString() },
      },
    })
    demandSize(at.output, `The output of state ${name}`)
  }
  return at.output
}

async function runState(state: State, raw: unknown, run: Run): Promise<Step> {
  if (state.Type === 'Fail') throw failureOf(state, { input: raw, context: run.context })
  const data: Data = {
    input: select(state.InputPath, { input: raw, context: run.context }),
    context: run.context,
  }
  const goOn = (output: unknown, next: string | undefined): Step => {
    return { output: select(state.OutputPath, { input: output, context: run.context }), next }
  }
  switch (state.Type) {
    case 'Succeed':
      return goOn(data.input, undefined)
    case 'Choice':
      return goOn(data.input, choose(state, data))
    case 'Wait': {
      await pause(run.clock, state.Seconds * 1_000, run.signal)
      return goOn(data.input, state.Next)
    }
    case 'Pass': {
      const given = state.Parameters === undefined ? data.input : fillTemplate(state.Parameters, data)
      const result = Object.hasOwn(state, 'Result') ? state.Result : given
      return goOn(merge(state, raw, result, run), state.Next)
    }
    case 'Task':
    case 'Parallel':
    case 'Map':
      return withRetries(
        state,
        raw,
        async () => goOn(merge(state, raw, await runWork(state, data, run), run), state.Next),
        run,
      )
  }
}

async function runWork(state: Task | Parallel | InlineMap, data: Data, run: Run): Promise<unknown> {
  switch (state.Type) {
    case 'Task': {
      const given = state.Parameters === undefined ? data.input : fillTemplate(state.Parameters, data)
      demandSize(given, 'The input of the task')
      run.count(3)
      const result = await runTask(state, given, run)
      demandSize(result, 'The result of the task')
      return result
    }
    case 'Parallel': {
      const given = state.Parameters === undefined ? data.input : fillTemplate(state.Parameters, data)
      return together(run, (each) => state.Branches.map((branch) => runStates(branch, given, each)))
    }
    case 'Map':
      return runMap(state, data, run)
  }
}

async function runTask({ Resource, TimeoutSeconds }: Task, given: unknown, run: Run): Promise<unknown> {
  const called = callFunction(Resource, given, run.invoke)
  if (TimeoutSeconds === undefined) return called
  const late = Promise.withResolvers<never>()
  const cancel = run.clock.after(TimeoutSeconds * 1_000, () =>
    late.reject(new StateError('States.Timeout', `The task took more than ${TimeoutSeconds} s.`)),
  )
  return Promise.race([called, late.promise]).finally(cancel)
}

/** As many items at once as it says; 0 is all of them. */
async function runMap(state: InlineMap, data: Data, run: Run): Promise<unknown> {
  const items = readPath(state.ItemsPath ?? '$', data)
  if (!Array.isArray(items))
    throw new StateError('States.Runtime', `At '${state.ItemsPath ?? '$'}' is no list of items.`)
  const outputs: unknown[] = []
  const waiting = items.entries()
  const takeTurns = async (each: Run): Promise<void> => {
    for (const [Index, Value] of waiting) {
      const context = { ...run.context, Map: { Item: { Index, Value } } }
      const given =
        state.ItemSelector === undefined ? Value : fillTemplate(state.ItemSelector, { ...data, context })
      outputs[Index] = await runStates(state.ItemProcessor, given, { ...each, context })
    }
  }
  const atOnce = Math.min(state.MaxConcurrency || items.length, items.length)
  await together(run, (each) => Array.from({ length: atOnce }, () => takeTurns(each)))
  return outputs
}

/** The first failure is that of all, and stops the others. */
async function together<Result>(
  run: Run,
  begin: (run: Run) => readonly Promise<Result>[],
): Promise<Result[]> {
  const stopping = new AbortController()
  try {
    return await Promise.all(begin({ ...run, signal: AbortSignal.any([run.signal, stopping.signal]) }))
  } finally {
    stopping.abort()
  }
}

/** The result as the selector writes it, in its place in the state's input. */
function merge(
  { ResultSelector, ResultPath = '$' }: Results,
  raw: unknown,
  result: unknown,
  { context }: Run,
): unknown {
  const selected =
    ResultSelector === undefined ? result : fillTemplate(ResultSelector, { input: result, context })
  return ResultPath === null ? raw : putAt(ResultPath, raw, selected)
}

function select(path: Paths['InputPath'], data: Data): unknown {
  return path === null ? {} : readPath(path ?? '$', data)
}

function failureOf({ Error: error, Cause, ErrorPath, CausePath }: Fail, data: Data): StateError {
  const read = (path: string | undefined): string | undefined => {
    const value = path === undefined ? undefined : readPath(path, data)
    if (value === undefined || typeof value === 'string') return value
    throw new StateError('States.Runtime', `Invalid path '${path}': there is no text at it.`)
  }
  return new StateError(read(ErrorPath) ?? error ?? '', read(CausePath) ?? Cause ?? '')
}

function demandSize(value: unknown, what: string): void {
  if (Buffer.byteLength(JSON.stringify(value) ?? '') <= maxDataBytes) return
  throw new StateError('States.DataLimitExceeded', `${what} is larger than ${maxDataBytes} bytes.`)
}
