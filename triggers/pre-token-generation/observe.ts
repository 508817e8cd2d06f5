/** Shadow mode: the source says what it would do, in the report alone. */
import { causeOf } from '../core/step.ts'
import type { ClaimFact, ClaimSource, ContributeInput } from './claim-source.ts'
import { claimSource } from './options.ts'

/** The longest that the fact of an observed source is waited for, in milliseconds, beside the others. */
const observedBudgetMs = 100

/** What stands for the fact of an observed source that was not read: unlike any value that a fact may have. */
const notRead = { kind: 'not-read' } as const

/** The source as an observer: whether it would deny is reported under `observed` and not applied. It adds nothing to the
 * token and performs no effect; its fact has a read of its own, for which 100 ms are waited at most. */
export function observe(source: ClaimSource): ClaimSource {
  check: claimSource.test(source, { member: 'observe', path: 'the claim source' })
  const { name, sources, appClients, fact } = source
  return {
    name,
    sources,
    ...(appClients === undefined ? {} : { appClients }),
    ...(fact === undefined ? {} : { fact: observedFact(name, fact) }),
    claimNames: [],
    contribute: (input) => ({ observed: `${name}: ${describe(source, input)}` }),
  }
}

function observedFact(source: string, fact: ClaimFact): ClaimFact {
  return {
    ...fact,
    name: `observed-${source}`.slice(0, 48),
    budgetMs: Math.min(fact.budgetMs, observedBudgetMs),
    onFailure: { kind: 'use', value: notRead },
    run: (event, call) => fact.run(event, call),
  }
}

function describe(source: ClaimSource, input: ContributeInput<unknown>): string {
  // An observer's defect is its own: it must not deny.
  try {
    if (input.fact !== notRead) return say(source.contribute(input).denial?.code)
    const policy = source.fact?.onFailure
    const code =
      policy?.kind === 'deny'
        ? policy.denial.code
        : source.contribute({ ...input, fact: policy?.value }).denial?.code
    return `${say(code)}, its fact failed`
  } catch (error) {
    return `defect ${causeOf(error)}`
  }
}

function say(code: string | undefined): string {
  return code === undefined ? 'pass' : `deny ${code}`
}
