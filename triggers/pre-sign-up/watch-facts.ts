/** Reads the facts of observed rules beside those that count, and stops waiting soon after the last of these. */
import { type Clock, type Settled, within } from '../core/deadline.ts'
import { functionTimeoutMs } from '../core/plan.ts'
import type { Call, FactStep } from '../core/step.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'

type PreSignUpFact = FactStep<PreSignUpEvent>

/** What became of the fact of an observed rule. */
export type Observation =
  | { readonly kind: 'known'; readonly value: unknown }
  | { readonly kind: 'failed' }
  | { readonly kind: 'not-asked' }

export interface WatchLimits {
  readonly clock: Clock
  /** How long the last enforced fact may be outlasted, in milliseconds. */
  readonly observeMs: number
  /** What the effects may need afterwards, in milliseconds. */
  readonly reservedMs: number
}

/** What this module made, by identity: no answer of a dependency can pass for an observation. */
const made = new WeakMap<object, Observation>()

/** The observation behind a fact's value; undefined when the value was gathered for a rule that counts. */
export function readObservation(value: unknown): Observation | undefined {
  return typeof value === 'object' && value !== null ? made.get(value) : undefined
}

/** The steps to gather: `enforced` as they are, and `observed` ones that never deny and never make the others late. */
export function watchFacts(
  enforced: readonly PreSignUpFact[],
  observed: readonly PreSignUpFact[],
  limits: WatchLimits,
): readonly PreSignUpFact[] {
  if (observed.length === 0) return enforced
  const endings = enforced.map(() => Promise.withResolvers<void>())
  const allEnded = Promise.all(endings.map(({ promise }) => promise))
  return [
    ...enforced.map((step, index) => signalEnd(step, () => endings[index]?.resolve())),
    ...observed.map((step): PreSignUpFact => ({
      ...step,
      // Its own budget is kept below. This one is the deadline, to see what is left of it.
      budgetMs: functionTimeoutMs,
      onFailure: { kind: 'use', value: wrap({ kind: 'failed' }) },
      run: async (event, call) => wrap(await watch(step, event, call, allEnded, limits)),
    })),
  ]
}

function signalEnd(step: PreSignUpFact, ended: () => void): PreSignUpFact {
  return {
    ...step,
    run: (event, call) => {
      call.signal.addEventListener('abort', ended, { once: true })
      return Promise.try(() => step.run(event, call)).finally(ended)
    },
  }
}

async function watch(
  step: PreSignUpFact,
  event: PreSignUpEvent,
  call: Call,
  enforcedEnded: Promise<unknown>,
  { clock, observeMs, reservedMs }: WatchLimits,
): Promise<Observation> {
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
    // When `asked` ends meanwhile, it has won the race already.
    .then((): Settled<unknown> | undefined => undefined)
  const settled = await Promise.race([asked, outlasted])
  stop.abort()
  switch (settled?.kind) {
    case 'ok':
      return { kind: 'known', value: settled.value }
    case 'error':
      throw settled.error
    case 'timeout':
      return { kind: budgetMs < step.budgetMs ? 'not-asked' : 'failed' }
    case undefined:
      return { kind: 'not-asked' }
  }
}

function wrap(observation: Observation): object {
  const token = {}
  made.set(token, observation)
  return token
}
