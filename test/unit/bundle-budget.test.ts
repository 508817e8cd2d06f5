import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  bundleBudgets,
  describeSize,
  readBundleBudgets,
  requireWithinBudget,
} from '../../triggers/build/bundle-budget.ts'
import { bundleNames } from '../../triggers/registry.ts'

const readFrom = (cdk: object) => {
  const directory = mkdtempSync(join(tmpdir(), 'budget-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'cdk.json'), JSON.stringify(cdk))
  return readBundleBudgets(directory)
}

test('a function has the budget that the team sets, and every other the usual one', () => {
  const budgets = readFrom({ context: { bundleBytes: { 'pre-token-generation': 40_000 } } })

  expect(budgets).toEqual(new Map([...bundleBudgets(), ['pre-token-generation', 40_000]]))
  expect(readFrom({ context: {} })).toEqual(bundleBudgets())
  expect([...bundleBudgets().keys()]).toEqual(bundleNames)
})

test.each([
  [
    { 'pre-token-generaton': 1 },
    'bundleBytes has no function pre-token-generaton: did you mean pre-token-generation?',
  ],
  [{ else: 1 }, 'bundleBytes has no function else. It takes pre-sign-up, '],
  [{ 'pre-sign-up': '40 KB' }, 'bundleBytes.pre-sign-up must be a whole number of bytes'],
  [{ 'pre-sign-up': 0 }, 'bundleBytes.pre-sign-up must be a whole number of bytes'],
  [['pre-sign-up'], 'bundleBytes must be an object'],
  [40_000, 'bundleBytes must be an object'],
])('the budget %j is refused', (bundleBytes, why) => {
  expect(() => readFrom({ context: { bundleBytes } })).toThrow(why)
})

test('a bundle over its budget is refused with what to do', () => {
  expect(() => requireWithinBudget('pre-sign-up', 40_960, 40_960)).not.toThrow()
  expect(() => requireWithinBudget('pre-sign-up', 40_961, 40_960)).toThrow(
    'The bundle of pre-sign-up has 40,961 bytes, and its budget is 40,960: remove members that the suite does not need, or raise bundleBytes.pre-sign-up in the context of cdk.json.',
  )
  expect(describeSize({ name: 'pre-sign-up', bytes: 21_857, budgetBytes: 65_536 })).toBe(
    'pre-sign-up             21,857 of 65,536 bytes',
  )
})
