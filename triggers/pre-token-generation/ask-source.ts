/** Asks a claim source and checks its contribution: a misspelled denial must not give a token. */
import type { Denial } from '../core/denials.ts'
import type { Fact } from '../core/step.ts'
import { isObject } from '../core/json.ts'
import type { ClaimSource, ContributeInput, Contribution } from './claim-source.ts'

const lists: readonly string[] = [
  'claims',
  'claimsToSuppress',
  'claimsToWithhold',
  'scopesToAdd',
  'scopesToSuppress',
  'dropped',
] satisfies readonly (keyof Contribution)[]
const flags: readonly string[] = ['isLastKnown', 'isEffectDue'] satisfies readonly (keyof Contribution)[]
const others: readonly string[] = ['denial', 'groups'] satisfies readonly (keyof Contribution)[]

/** @throws TypeError when the source gives no contribution, which is a defect and denies */
export function askSource(
  source: ClaimSource,
  fact: Fact<unknown> | undefined,
  input: Omit<ContributeInput<unknown>, 'fact'>,
): Contribution {
  if (fact?.kind === 'missing') return { denial: fact.denial }
  const contribution: Contribution = source.contribute({ ...input, fact: fact?.value })
  if (!isContribution(contribution))
    throw Object.assign(new TypeError(`${source.name} gave no contribution`), { code: 'no_contribution' })
  const denial = isFromMemory(fact?.value) ? denyMemory(source, contribution) : undefined
  return denial === undefined ? contribution : { denial }
}

/** A promise has no fields of its own, and is not a contribution. */
function isContribution(given: unknown): boolean {
  return (
    isObject(given) &&
    !('then' in given) &&
    Object.entries(given).every(([name, value]) =>
      lists.includes(name)
        ? value === undefined || Array.isArray(value)
        : flags.includes(name)
          ? value === undefined || value === !!value
          : others.includes(name),
    )
  )
}

/** An item from memory replaces a fact that denies only where the source took everything it says from memory. */
function denyMemory({ fact }: ClaimSource, contribution: Contribution): Denial | undefined {
  if (fact?.onFailure.kind !== 'deny') return undefined
  const isEnough = contribution.isLastKnown === true && (contribution.claimsToWithhold ?? []).length === 0
  return isEnough ? undefined : fact.onFailure.denial
}

function isFromMemory(value: unknown): boolean {
  return isObject(value) && value['kind'] === 'last-known'
}
