/** The facts of an explanation: from a file, else from each step's failure policy for a missing fact. */
import type { Facts } from '@cognito-trigger-suite/triggers/internal/core/run'
import type { Fact } from '@cognito-trigger-suite/triggers/core/step'
import type { AnyFactStep } from '@cognito-trigger-suite/triggers/internal/definition'
import { isObject, own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { usageError } from '../cli-error.ts'

export type FactOrigin = 'given' | 'failure policy'

export interface FactUse {
  readonly name: string
  readonly dependency: string
  readonly origin: FactOrigin
  readonly fact: Fact<unknown>
}

/** The facts of these steps. The value `{"missing": true}` stands for a fact that could not be read. */
export function useFacts(steps: readonly AnyFactStep[], given: RawObject | undefined): readonly FactUse[] {
  return steps.map((step): FactUse => {
    const about = { name: step.name, dependency: step.dependency.name }
    const value =
      given !== undefined && Object.hasOwn(given, step.name) ? given[step.name] : { missing: true }
    if (isMissing(value)) return { ...about, origin: 'failure policy', fact: fallBack(step) }
    return { ...about, origin: 'given', fact: { kind: 'known', value: revive(value, step) } }
  })
}

export function toFacts(uses: readonly FactUse[]): Facts {
  return new Map(uses.map(({ name, fact }) => [name, fact]))
}

/** @throws CliError when a given fact is not one of the trigger's. */
export function checkFactNames(known: readonly string[], given: RawObject | undefined): void {
  const stranger = Object.keys(given ?? {}).find((name) => !known.includes(name))
  if (stranger === undefined) return
  const names = known.length === 0 ? ': it reads none.' : `: it reads ${known.join(', ')}.`
  throw usageError(
    `The facts name '${stranger}', which this trigger does not read${suggest(stranger, known, "'") || names}`,
  )
}

/** A fact's value as JSON; null for an item that was read and does not exist. */
export function showFact(value: unknown): unknown {
  if (value === undefined) return null
  if (value instanceof Map) return Object.fromEntries(value)
  return value instanceof Set ? [...value] : value
}

function isMissing(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 1 && own(value, 'missing') === true
}

function fallBack({ onFailure }: AnyFactStep): Fact<unknown> {
  return onFailure.kind === 'use'
    ? { kind: 'known', value: onFailure.value }
    : { kind: 'missing', denial: onFailure.denial }
}

/** JSON has no Map and no Set: the step's declared value on failure tells which is meant. An object is an item of the
 * table, so a Map; null is a missing item. */
function revive(value: unknown, { onFailure }: AnyFactStep): unknown {
  const example = onFailure.kind === 'use' ? onFailure.value : undefined
  if (value === null) return undefined
  if (Array.isArray(value)) return example instanceof Set ? new Set(value) : value
  if (!isObject(value)) return value
  const isPlain = isObject(example) && !(example instanceof Map)
  return isPlain ? value : new Map(Object.entries(value))
}
