/** Runs one invocation: finds or starts a sandbox, hands the event over, and says how it ended. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { FunctionTarget } from './function-target.ts'
import { type Outcome, outcomeOfInit, outcomeOfRun } from './outcome.ts'
import { frameRunLog, initReport } from './platform-log.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { SandboxPool } from './sandbox-pool.ts'

export interface Invocation {
  readonly requestId: string
  readonly traceId: string
  readonly target: FunctionTarget
  /** JSON text. */
  readonly payload: string
  readonly clientContext: string | undefined
}

export interface Run {
  readonly outcome: Outcome
  readonly cold: boolean
  readonly durationMs: number
  readonly initDurationMs: number | undefined
  readonly logLines: readonly string[]
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const initLimitMs = 10_000

/**
 * When init fails or takes longer than 10 s, Lambda kills the sandbox and starts init again on the invocation's time; so
 * code at module level can run twice.
 */
export async function runInvocation(pool: SandboxPool, invocation: Invocation, clock: Clock): Promise<Run> {
  const { requestId, target } = invocation
  const { timeoutS } = target.config
  const warm = pool.takeIdle(target.version)
  if (warm !== undefined) return runIn(warm, { pool, invocation, clock })

  const first = await pool.start(target.version, 'on-demand', initLimitMs)
  const init = await first.initialised
  const initDurationMs = init.durationMs
  if (init.end.kind === 'ready')
    return runIn(first, { pool, invocation, clock, initDurationMs, logLines: init.logLines })

  const report = (phase: 'init' | 'invoke', durationMs: number, outcome: Outcome) =>
    initReport(phase, durationMs, outcome, target, clock.epochMs())
  const logLines = [
    ...init.logLines,
    report('init', initDurationMs, outcomeOfInit(init, requestId, timeoutS)),
  ]
  const second = await pool.start(target.version, 'on-demand', timeoutS * 1_000)
  const again = await second.initialised
  const usedMs = again.durationMs
  logLines.push(...again.logLines)
  if (again.end.kind === 'ready')
    return runIn(second, { pool, invocation, clock, initDurationMs, logLines, usedMs })

  const outcome = outcomeOfInit(again, requestId, timeoutS)
  logLines.push(report('invoke', usedMs, outcome))
  const context = { pool, invocation, clock, initDurationMs, logLines }
  return finish(context, { sandbox: second, outcome, durationMs: usedMs, lines: [] })
}

interface RunContext {
  readonly pool: SandboxPool
  readonly invocation: Invocation
  readonly clock: Clock
  readonly initDurationMs?: number
  /** From before the START line. */
  readonly logLines?: readonly string[]
  /** What a repeated init has taken of the function's time. */
  readonly usedMs?: number
}

const runIn = async (sandbox: Sandbox, context: RunContext): Promise<Run> => {
  const { pool, invocation, clock, usedMs = 0 } = context
  const { requestId, traceId, payload, clientContext, target } = invocation
  const { timeoutS } = target.config
  const limitMs = Math.max(0, timeoutS * 1_000 - usedMs)
  const deadlineMs = clock.epochMs() + limitMs
  const request = { requestId, traceId, payload, clientContext, invokedArn: target.invokedArn, deadlineMs }
  const phase = await sandbox.run(request, limitMs)
  if (phase.end.kind === 'ready') pool.release(sandbox)

  const outcome = outcomeOfRun(phase, requestId, timeoutS)
  const durationMs = usedMs + phase.durationMs
  return finish(context, { sandbox, outcome, durationMs, lines: phase.logLines })
}

const finish = (
  { invocation: { requestId, target }, clock, initDurationMs, logLines = [] }: RunContext,
  ended: Pick<Run, 'outcome' | 'durationMs'> & {
    readonly sandbox: Sandbox
    readonly lines: readonly string[]
  },
): Run => {
  const { outcome, durationMs, sandbox, lines } = ended
  const [maxMemoryMb, endedAtMs] = [sandbox.maxMemoryMb(), clock.epochMs()]
  const report = { requestId, target, outcome, durationMs, initDurationMs, maxMemoryMb, endedAtMs }
  const cold = initDurationMs !== undefined
  return { outcome, cold, durationMs, initDurationMs, logLines: [...logLines, ...frameRunLog(report, lines)] }
}
