/** Refuses to synthesize a trigger whose slowest allowed path exceeds its limit. */

/** The worst case of one trigger, from its plan. */
export interface PlanProof {
  /** The trigger's folder name, such as `pre-sign-up`. */
  readonly trigger: string
  /** The slowest path that the plan allows, in milliseconds. */
  readonly totalMs: number
  /** The trigger's limit, in milliseconds. */
  readonly limitMs: number
  /** The arithmetic of the total, such as `gather 1,200 ms + perform 900 ms = 2,100 ms`. */
  readonly arithmetic: string
}

/**
 * Throws for the plans that do not fit.
 *
 * @throws TypeError that shows the arithmetic
 */
export function requirePlansFit(proofs: readonly PlanProof[]): void {
  const tooSlow = proofs.filter((proof) => proof.totalMs > proof.limitMs)
  if (tooSlow.length > 0) throw new TypeError(tooSlow.map((proof) => describeOverrun(proof)).join(' '))
}

function describeOverrun(proof: PlanProof): string {
  return (
    `The slowest path of ${proof.trigger} takes ${formatMs(proof.totalMs)}, more than its limit of ` +
    `${formatMs(proof.limitMs)} (${proof.arithmetic}): lower a budget or an attempt count in ` +
    `triggers/${proof.trigger}/plan.ts.`
  )
}

function formatMs(ms: number): string {
  return `${ms.toLocaleString('en-US')} ms`
}
