/** The facts of an explanation: what a file says, else what each step's own failure policy makes of its absence. */
import type { Facts } from '../../triggers/core/run.ts'
import type { Fact, FactStep } from '../../triggers/core/step.ts'
import type { RawObject } from '../../triggers/core/json.ts'
import { isObject, own } from '../../triggers/core/json.ts'
import { usageError } from '../cli-error.ts'

/** A fact step, whatever event it reads. */
export type AnyFactStep = Pick<FactStep<never>, 'name' | 'dependency' | 'budgetMs' | 'onFailure'>

/** Where a fact came from. */
export type FactOrigin = 'given' | 'failure policy'

export interface FactUse {
  readonly name: string
  readonly dependency: string
  readonly origin: FactOrigin
  readonly fact: Fact<unknown>
}

/** Each step once, by its name. */
export function distinctSteps(steps: readonly AnyFactStep[]): readonly AnyFactStep[] {
  return [...new Map(steps.map((step) => [step.name, step])).values()]
}

/** The facts of these steps. A value that is given as `{"missing": true}` is one that could not be read. */
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

/** @throws CliError when a given fact is none of the trigger's. */
export function checkFactNames(known: readonly string[], given: RawObject | undefined): void {
  const stranger = Object.keys(given ?? {}).find((name) => !known.includes(name))
  if (stranger === undefined) return
  const names = known.length === 0 ? 'it reads none' : `it reads ${known.join(', ')}`
  throw usageError(`The facts name '${stranger}', which this trigger does not read: ${names}.`)
}

/** A fact's value as JSON; null stands for one that was read and is not there. */
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

/** JSON knows no Map and no Set: the value that the step declares for its failure tells which is meant. An object is an
 * item of the table, which is a Map; null is an item that is not there. */
function revive(value: unknown, { onFailure }: AnyFactStep): unknown {
  const example = onFailure.kind === 'use' ? onFailure.value : undefined
  if (value === null) return undefined
  if (Array.isArray(value)) return example instanceof Set ? new Set(value) : value
  if (!isObject(value)) return value
  const isPlain = isObject(example) && !(example instanceof Map)
  return isPlain ? value : new Map(Object.entries(value))
}
