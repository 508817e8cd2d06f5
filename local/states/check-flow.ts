/** Checks that every state can be reached, that an end can, and that no name stands twice.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html */
import { isObject, own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type Checks, required, shape } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import {
  inside,
  type Place,
  refuseBecause,
} from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import type { States } from './definition.ts'

/** States beside each other, of which each leads to another one or ends. */
export function withFlow<Holder extends States>(what: string, checks: Checks<Holder>) {
  return required(what, (value, at) => {
    shape<Holder>(checks).test(value, at)
    testFlow(value, at)
  })
}

/** Names are unique over the whole definition, branches and processors of items included. */
export function testNames(holder: States, at: Place, found = new Map<string, Place>()): void {
  for (const [name, state] of Object.entries(holder.States)) {
    const where = inside(inside(at, 'States'), name)
    const before = found.get(name)
    if (before !== undefined)
      refuseBecause(where, `has the name of ${before.path}: a name stands once in the whole definition`)
    found.set(name, where)
    if (state.Type === 'Map') testNames(state.ItemProcessor, inside(where, 'ItemProcessor'), found)
    if (state.Type === 'Parallel') {
      for (const [index, branch] of state.Branches.entries())
        testNames(branch, inside(inside(where, 'Branches'), index), found)
    }
  }
}

function testFlow(value: unknown, at: Place): void {
  const all = own(value, 'States')
  const states = isObject(all) ? all : {}
  const beside = inside(at, 'States')
  const names = Object.keys(states)
  const read = (target: unknown, where: Place): readonly string[] => {
    if (typeof target !== 'string') return []
    if (!names.includes(target))
      refuseBecause(where, `leads to ${target}, which is no state beside it${suggest(target, names) || '.'}`)
    return [target]
  }
  const reached = new Set(read(own(value, 'StartAt'), inside(at, 'StartAt')))
  const next = new Map(names.map((name) => [name, followersOf(name, states[name])]))
  // What is added meanwhile is looked at as well.
  for (const name of reached) for (const each of next.get(name) ?? []) reached.add(each)
  const alone = names.find((each) => !reached.has(each))
  if (alone !== undefined) refuseBecause(inside(beside, alone), 'cannot be reached from StartAt')
  if (!names.some((name) => isEnd(states[name])))
    refuseBecause(beside, 'has no end: one state needs End, or the type Succeed or Fail')

  function followersOf(name: string, given: unknown): readonly string[] {
    const where = inside(beside, name)
    const isWithout = ['Choice', 'Succeed', 'Fail'].includes(String(own(given, 'Type')))
    const isOne = Object.hasOwn(Object(given), 'Next') !== Object.hasOwn(Object(given), 'End')
    if (!isWithout && !isOne) refuseBecause(where, 'must have either Next or End')
    const lists = ['Choices', 'Catch'].flatMap((field) => {
      const entries = own(given, field)
      return (Array.isArray(entries) ? entries : []).flatMap((entry: unknown, index) =>
        read(own(entry, 'Next'), inside(inside(inside(where, field), index), 'Next')),
      )
    })
    const [follower, otherwise] = ['Next', 'Default'].map((field) =>
      read(own(given, field), inside(where, field)),
    )
    return [...(follower ?? []), ...(otherwise ?? []), ...lists]
  }
}

function isEnd(state: unknown): boolean {
  return own(state, 'End') === true || ['Succeed', 'Fail'].includes(String(own(state, 'Type')))
}
