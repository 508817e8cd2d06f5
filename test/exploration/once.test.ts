/** Every order in which Cognito's attempts, the worker, the sweep, operators, crashes, lost answers and ends of leases can
 * come keeps what is promised of effects. */
import { beforeAll, expect, test } from 'vitest'
import { runs } from '../support/run-counts.ts'
import { findShortest, walkAll } from './explore.ts'
import { fullScenarios, quickScenarios } from './scenarios.ts'

beforeAll(() => {
  process.env['TABLE_NAME'] = 'suite'
})

const isFull = runs({ few: 0, full: 1 }) === 1

test.each(isFull ? [...quickScenarios, ...fullScenarios] : quickScenarios)(
  'each effect happens once in every order of $name',
  { timeout: 3_600_000 },
  async (scenario) => {
    const { orders, states } = await walkAll(scenario)

    console.log(`${scenario.name}: ${orders.toLocaleString('en-US')} orders, ${states} merged states`)
    expect(states).toBeGreaterThan(scenario.actors.length ** 2)
  },
)

test('a record that is put over another one is found, by its shortest order', async () => {
  const [scenario] = quickScenarios
  if (scenario === undefined) throw new Error('there is no scenario')

  const found = await findShortest(scenario, { method: 'open', text: 'attribute_not_exists(pk)' })

  expect(found?.promise).toBe('open makes notice pending, which was done')
  expect(found?.schedule).toHaveLength(6)
})
