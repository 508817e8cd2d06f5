import { afterAll, expect, test } from 'vitest'
import { checkOptions } from '../../../triggers/core/options/check.ts'
import { customMessageRows } from './custom-message.ts'
import { findFactories, importFactory } from './factories.ts'
import { postConfirmationRows } from './post-confirmation.ts'
import { preAuthenticationRows } from './pre-authentication.ts'
import { preSignUpRows } from './pre-sign-up.ts'
import { preTokenGenerationRows } from './pre-token-generation.ts'
import type { Rows } from './rows.ts'
import { walk } from './walk.ts'

const rows: Rows = {
  ...preAuthenticationRows,
  ...preSignUpRows,
  ...preTokenGenerationRows,
  ...postConfirmationRows,
  ...customMessageRows,
}

/** Functions with options that no team gives: each is called by a factory that has checked them. */
const inner: readonly string[] = [
  'adapters/signed-call.ts#callService',
  'core/cache.ts#createCache',
  'facts/fact-cache.ts#createFactCache',
  'facts/maintenance-switch.ts#createMaintenanceSwitch',
  'facts/table-fact.ts#createTableFact',
  'facts/table-fact.ts#readNeededItem',
  'definition.ts#defineTrigger',
  'core/rule/ask.ts#askRule',
  'core/rule/hear.ts#hear',
  'core/rule/rule.ts#hideFact',
  'pre-authentication/rule.ts#defineRule',
  'pre-sign-up/rule.ts#defineRule',
  'pre-token-generation/claim-source.ts#defineSource',
  'pre-token-generation/claims/static-claims.ts#readFixed',
  'pre-token-generation/size-budget.ts#readSizeBudget',
  'pre-token-generation/table-fact.ts#readItemOptions',
]

let total = 0
afterAll(() => {
  process.stdout.write(`${total} wrong variants of the options of ${Object.keys(rows).length} factories\n`)
})

test('every exported factory is walked', () => {
  expect(findFactories()).toEqual([...Object.keys(rows), ...inner].sort())
})

test.each(Object.entries(rows))('%s takes no wrong option', async (name, sets) => {
  const { count, findings } = walk(name.replace(/.*#/, ''), await importFactory(name), sets)

  total += count
  expect(count).toBeGreaterThan(40)
  expect(findings).toEqual([])
})

test('the walk finds a factory that checks nothing, one that forgets an option, and one that has a default for it', () => {
  const set = { options: { mode: 'deny', apps: ['a'] }, required: ['mode'], open: ['apps[]'] }
  const careless = walk('careless', (options) => options, [set])
  const forgetful = walk('forgetful', (options) => checkOptions<object>('forgetful', options, {}), [set])
  const trusting = walk('trusting', ({ mode }: { readonly mode?: string }) => mode === 'deny', [set])

  expect(careless.findings.length).toBeGreaterThan(60)
  expect(forgetful.findings).toEqual([expect.stringMatching(/^forgetful refuses its valid options: /)])
  expect(trusting.findings).toContain('trusting: mode is in another case is taken')
})
