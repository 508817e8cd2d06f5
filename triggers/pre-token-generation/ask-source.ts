/** Asks a claim source and checks its contribution: a misspelled denial must not give a token. */
import { gaveNo, hasOnly, isFlag, type Parts } from '../core/answer.ts'
import type { Denial } from '../core/denials.ts'
import type { Fact } from '../core/step.ts'
import { own } from '../core/json.ts'
import type { AskedClaimSource, ContributeInput, Contribution } from './claim-source.ts'

const isAnything = (): boolean => true
const isList = (part: unknown): boolean => Array.isArray(part)
const parts: Parts<Contribution> = {
  claims: isList,
  claimsToSuppress: isList,
  claimsToWithhold: isList,
  scopesToAdd: isList,
  scopesToSuppress: isList,
  dropped: isList,
  isLastKnown: isFlag,
  isEffectDue: isFlag,
  denial: isAnything,
  groups: isAnything,
}

/** @throws TypeError when the source gives no contribution, which is a defect and denies */
export function askSource(
  source: AskedClaimSource,
  fact: Fact<unknown> | undefined,
  input: Omit<ContributeInput<unknown>, 'fact'>,
): Contribution {
  if (fact?.kind === 'missing') return { denial: fact.denial }
  const contribution: Contribution = source.contribute({ ...input, fact: fact?.value })
  if (!hasOnly(contribution, parts)) throw gaveNo('contribution', source.name)
  const denial = isFromMemory(fact?.value) ? denyMemory(source, contribution) : undefined
  return denial === undefined ? contribution : { denial }
}

/** An item from memory replaces a fact that denies only where the source took everything it says from memory. */
function denyMemory({ fact }: AskedClaimSource, contribution: Contribution): Denial | undefined {
  if (fact?.onFailure.kind !== 'deny') return undefined
  const isEnough = contribution.isLastKnown === true && (contribution.claimsToWithhold ?? []).length === 0
  return isEnough ? undefined : fact.onFailure.denial
}

function isFromMemory(value: unknown): boolean {
  return own(value, 'kind') === 'last-known'
}
