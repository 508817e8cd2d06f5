/** Refuses to synthesize a trigger whose slowest allowed path exceeds its limit. */

import type { PlanProof } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'

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
