/** Reads the facts of observed rules beside the enforced ones, and stops waiting soon after the last enforced one. */
import { type Clock, type Settled, within } from '../deadline.ts'
import { functionTimeoutMs } from '../plan.ts'
import type { Call, FactStep } from '../step.ts'

/** The value of an observed rule's fact that was not read. It cannot be an answer of a dependency. */
export class Unread {
  /** Whether the read failed; otherwise it was not waited for. */
  readonly isFailed: boolean
  constructor(isFailed: boolean) {
    this.isFailed = isFailed
  }
}

export interface WatchLimits {
  readonly clock: Clock
  /** How much longer than the last enforced fact it may take, in milliseconds. */
  readonly observeMs: number
  /** The time that the effects may need afterwards, in milliseconds. */
  readonly reservedMs: number
}

/** The steps to gather: `enforced` unchanged, and `observed` in a form that never denies and never delays the others. */
export function watchFacts<Event>(
  enforced: readonly FactStep<Event>[],
  observed: readonly FactStep<Event>[],
  limits: WatchLimits,
): readonly FactStep<Event>[] {
  if (observed.length === 0) return enforced
  const endings = enforced.map(() => Promise.withResolvers<void>())
  const allEnded = Promise.all(endings.map(({ promise }) => promise))
  return [
    ...enforced.map((step, index) => signalEnd(step, () => endings[index]?.resolve())),
    ...observed.map((step): FactStep<Event> => ({
      ...step,
      // The budget of an observed step is applied below. This budget is the deadline, so that the step sees what is
      // left of it.
      budgetMs: functionTimeoutMs,
      onFailure: { kind: 'use', value: new Unread(true) },
      run: (event, call) => watch(step, event, call, allEnded, limits),
    })),
  ]
}

function signalEnd<Event>(step: FactStep<Event>, ended: () => void): FactStep<Event> {
  return {
    ...step,
    run: (event, call) => {
      call.signal.addEventListener('abort', ended, { once: true })
      return Promise.try(() => step.run(event, call)).finally(ended)
    },
  }
}

async function watch<Event>(
  step: FactStep<Event>,
  event: Event,
  call: Call,
  enforcedEnded: Promise<unknown>,
  { clock, observeMs, reservedMs }: WatchLimits,
): Promise<unknown> {
  const leftMs = (): number => Math.max(0, call.remainingMs() - reservedMs)
  const budgetMs = Math.min(step.budgetMs, leftMs())
  const startedAtMs = clock.monotonicMs()
  const stop = new AbortController()
  const asked = within(clock, budgetMs, (signal) =>
    step.run(event, {
      ...call,
      signal: AbortSignal.any([signal, stop.signal, call.signal]),
      remainingMs: () => Math.max(0, startedAtMs + budgetMs - clock.monotonicMs()),
    }),
  )
  const outlasted = enforcedEnded
    .then(() => within(clock, Math.min(observeMs, leftMs()), () => asked))
    // If `asked` ends meanwhile, it wins the race.
    .then((): Settled<unknown> | undefined => undefined)
  const settled = await Promise.race([asked, outlasted])
  stop.abort()
  if (settled?.kind === 'ok') return settled.value
  if (settled?.kind === 'error') throw settled.error
  return new Unread(settled?.kind === 'timeout' && budgetMs >= step.budgetMs)
}
