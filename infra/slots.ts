/** Which triggers of a pool the suite takes. A pool calls one function for each. */
import { Stack, Token } from 'aws-cdk-lib/core'
import type { Construct, IConstruct } from 'constructs'

import { keysOfSlot } from '@cognito-trigger-suite/triggers/internal/domain/slot'
import { registry, type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { requireConfigured } from './function-memory.ts'
import type { GivenPool } from './given-pool.ts'
import { describeTarget, readPoolWiring } from './pool-wiring.ts'

/** `connect` takes a slot that is free, `replace` one in any case, and `keep` leaves it. */
export type SlotUse = 'connect' | 'keep' | 'replace'

export type Slots = Readonly<Partial<Record<TriggerName, SlotUse>>>

/** The plans without the triggers that are kept.
 * @throws TypeError for a slot of a trigger that the suite does not have */
export function withoutKept(plans: SuitePlans, slots: Slots): SuitePlans {
  requireConfigured('slots', slots, plans.calls)
  const isKept = (name: string): boolean =>
    triggerNames.some((trigger) => trigger === name && slots[trigger] === 'keep')
  const kept = new Set(Object.keys(plans.calls).filter(isKept))
  if (triggerNames.every((name) => plans.calls[name] === undefined || kept.has(name)))
    throw new TypeError('slots keeps every trigger of the suite: connect one of them.')
  const worker = plans.calls['provisioning-worker']
  const calls = Object.fromEntries(Object.entries(plans.calls).filter(([name]) => !kept.has(name)))
  return { ...plans, calls: { ...calls, 'provisioning-worker': worker } }
}

interface Claim {
  readonly path: string
  readonly pool: unknown
  /** Of a pool outside of the app, where it is known. A replica in another Region has the same id. */
  readonly region: string | undefined
  readonly names: readonly TriggerName[]
}

/** By the root of the app. */
const claims = new WeakMap<IConstruct, readonly Claim[]>()

/** @throws TypeError with the name of the function or suite that has a slot already */
export function claimSlots(
  scope: Construct,
  pool: GivenPool,
  names: readonly TriggerName[],
  slots: Slots,
): void {
  const { root, path } = scope.node
  const known = claims.get(root) ?? []
  const stack = Stack.of(scope)
  const key = pool.resource ?? JSON.stringify([stack.environment, stack.resolve(pool.userPoolId)])
  const region = Token.isUnresolved(pool.userPoolArn) ? undefined : pool.userPoolArn.split(':')[3]
  const isSame = (each: Claim): boolean =>
    each.pool === key && (each.region ?? region) === (region ?? each.region)
  for (const claim of known.filter(isSame)) {
    const both = names.find((name) => claim.names.includes(name))
    if (both !== undefined) {
      throw new TypeError(
        `${claim.path} and ${path} both connect ${both} of one pool, which calls one function: give one of them slots: { '${both}': 'keep' }.`,
      )
    }
  }
  claims.set(root, [...known, { path, pool: key, region, names }])
  if (pool.resource !== undefined)
    requireFree(pool.resource.node.path, readPoolWiring(pool.resource), names, slots)
}

function requireFree(
  poolPath: string,
  { triggers }: ReturnType<typeof readPoolWiring>,
  names: readonly TriggerName[],
  slots: Slots,
): void {
  for (const name of names.filter((each) => slots[each] !== 'replace')) {
    const taken = triggers.find(({ operation }) =>
      operationsOf(registry[name].poolProperty).includes(operation),
    )
    if (taken !== undefined) {
      throw new TypeError(
        `Pool ${poolPath} calls ${describeTarget(taken)} for ${taken.operation} already: give slots: { '${name}': 'keep' } to leave it so, or 'replace' to call the suite's function instead.`,
      )
    }
  }
}

/** The pool's settings that name the function of a slot, as the CDK spells them, the newest one first. */
export function operationsOf(property: string): readonly string[] {
  return keysOfSlot(property.replace(/Config$/, ''))
    .map((key) => `${key.charAt(0).toLowerCase()}${key.slice(1)}`)
    .toReversed()
}
