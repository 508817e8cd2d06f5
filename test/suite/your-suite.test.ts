/** The suite and the pool that are deployed: `triggers/suite.ts` and cdk.json as they are now. Tests of your own rules
 * belong beside this file; those in the other folders are about the suite as it comes. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { slowMotion } from '../../local/slow-motion.ts'
import { type LocalStack, startStack } from '../../local/stack.ts'
import { provePlan } from '../../triggers/core/plan.ts'
import { readReport } from '../../triggers/core/read-report.ts'
import { plansOf } from '../../triggers/definitions.ts'
import * as suite from '../../starter/triggers/suite.ts'
import { configuredIn } from '../support/configured.ts'
import { readBundleBudgets, requireWithinBudget } from '../../triggers/build/bundle-budget.ts'
import { type BuiltSuite, buildSuite } from '../support/built-suite.ts'
import { readEventFixtures } from '../../triggers/testing/golden-events.ts'

const root = join(import.meta.dirname, '../..')

test.each(plansOf(suite))('the slowest path of $trigger fits its limit', (plan) => {
  const { totalMs, limitMs, arithmetic } = provePlan(plan)

  expect(totalMs, arithmetic).toBeLessThanOrEqual(limitMs)
})

describe('the suite, built and synthesized', () => {
  let built: BuiltSuite
  let stack: LocalStack
  let lambda: LambdaClient

  beforeAll(async () => {
    const { context }: { readonly context?: { readonly pool?: Readonly<Record<string, unknown>> } } =
      JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8'))
    built = await buildSuite(join(root, 'starter/triggers/suite.ts'), context?.pool)
    stack = await startStack({ model: built.model, port: 0, slowMotion: slowMotion(20) })
    const { region, lambdaEndpoint } = stack.details
    lambda = new LambdaClient({ region, endpoint: lambdaEndpoint, maxAttempts: 1 })
  })
  afterAll(async () => {
    lambda?.destroy()
    await stack?.close()
    await built?.remove()
  })

  test.each(configuredIn(suite))('$name has a bundle within its budget', async ({ name }) => {
    const codeDir = built.model.functions.find(({ trigger }) => trigger === name)?.codeDir
    const { size } = await stat(join(codeDir ?? name, 'index.mjs'))

    expect(size).toBeGreaterThan(0)
    requireWithinBudget(name, size, readBundleBudgets(root).get(name) ?? 0)
  })

  const answered = new Set<string>(configuredIn(suite).map(({ name }) => name))
  const fixtures = readEventFixtures().filter(({ trigger }) => answered.has(trigger))
  test.each(fixtures)('of $trigger with $name answers in shape', async ({ trigger, event }) => {
    const answer = await lambda.send(
      new InvokeCommand({
        FunctionName: stack.details.functions[trigger],
        Qualifier: 'live',
        LogType: 'Tail',
        Payload: JSON.stringify(event),
      }),
    )

    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8')
    const value: unknown = JSON.parse(answer.Payload?.transformToString() ?? 'null')
    expect(readReport(log.split('\n'))?.outcome, log).toMatch(/^(allowed|denied)$/)
    if (answer.FunctionError === undefined)
      expect({ ...Object(value), response: null }).toEqual({ ...event, response: null })
    else {
      expect(value).toMatchObject({
        errorType: 'Denial',
        errorMessage: expect.stringMatching(/^\[[a-z_]+\] ./),
      })
    }
  })
})
