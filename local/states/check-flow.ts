/** Checks that every state leads to one beside it, or ends. */
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

function testFlow(value: unknown, at: Place): void {
  const all = own(value, 'States')
  const names = Object.keys(isObject(all) ? all : {})
  const targets = new Set<unknown>()
  const test = (target: unknown, where: Place): void => {
    targets.add(target)
    if (typeof target === 'string' && !names.includes(target))
      refuseBecause(where, `leads to ${target}, which is no state beside it${suggest(target, names) || '.'}`)
  }
  test(own(value, 'StartAt'), inside(at, 'StartAt'))
  for (const [each, given] of Object.entries(isObject(all) ? all : {})) {
    const where = inside(inside(at, 'States'), each)
    const isEnd = ['Choice', 'Succeed', 'Fail'].includes(String(own(given, 'Type')))
    const isOne = Object.hasOwn(Object(given), 'Next') !== Object.hasOwn(Object(given), 'End')
    if (!isEnd && !isOne) refuseBecause(where, 'must have either Next or End')
    test(own(given, 'Next'), inside(where, 'Next'))
    test(own(given, 'Default'), inside(where, 'Default'))
    for (const field of ['Choices', 'Catch']) {
      const entries = own(given, field)
      for (const [index, target] of (Array.isArray(entries) ? entries : []).entries())
        test(own(target, 'Next'), inside(inside(inside(where, field), index), 'Next'))
    }
  }
  const alone = names.find((each) => !targets.has(each))
  if (alone !== undefined)
    refuseBecause(inside(inside(at, 'States'), alone), 'is led to by no state: Step Functions refuses it')
}
