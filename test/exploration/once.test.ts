/** Every order in which Cognito's attempts, the worker, the sweep, operators, crashes, lost answers and ends of leases can
 * come keeps what is promised of effects, and each condition of the ledger is needed for it. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { onceFile } from '../../scripts/once.ts'
import { runs } from '../support/run-counts.ts'
import { clausesOf, isNotObservable, nameOf, notObservable, type Walked } from './conditions.ts'
import { findShortest, play, walkAll } from './explore.ts'
import { drawReason, drawRow, drawWalk, makePage, readRows } from './page.ts'
import { quickScenarios, wideScenarios } from './scenarios.ts'

const page = readFileSync(onceFile, 'utf8')
const rows = readRows(page)
const scenarios = new Map([...quickScenarios, ...wideScenarios].map((scenario) => [scenario.name, scenario]))
const isFull = runs({ few: 0, full: 1 }) === 1
const walked: Walked[] = []

beforeAll(() => {
  process.env['TABLE_NAME'] = 'suite'
})

test.each(quickScenarios)('each effect happens once in every order of $name', async (scenario) => {
  const walk = { ...(await walkAll(scenario)), scenario }
  walked.push(walk)

  console.log(drawRow(drawWalk(walk)))
  // Its numbers are compared with FULL=1: they change with each step that is added anywhere.
  expect(page).toContain(`| ${scenario.name} |`)
})

test('every condition that the ledger sends is shown to be needed, or is listed with the reason why it is not', () => {
  const met = clausesOf(walked).filter((clause) => !isNotObservable(clause))

  expect(walked).toHaveLength(quickScenarios.length)
  expect(rows.map(({ clause }) => nameOf(clause))).toEqual(met.map(nameOf))
})

describe.each(rows)(
  'the order that needs $clause.method: $clause.text',
  ({ clause, schedule, promise, ...row }) => {
    test('breaks a promise without the condition', async () => {
      expect(await play(scenarios.get(row.scenario), schedule, clause)).toBe(promise)
    })

    test('breaks none with it', async () => {
      expect(await play(scenarios.get(row.scenario), schedule)).toBeUndefined()
    })
  },
)

test.each(notObservable)('no order breaks a promise without $method: $text', async (clause) => {
  const meeting = walked.filter(({ clauses }) => clauses.some((met) => nameOf(met) === nameOf(clause)))
  const [smallest] = meeting.toSorted((one, other) => one.states - other.states)
  if (smallest === undefined) throw new Error(`${nameOf(clause)} is met nowhere`)

  expect(page.split('\n')).toContain(drawRow(drawReason(clause)))
  // With FULL=1 the page is made again from all scenarios.
  expect(await findShortest(smallest.scenario, clause)).toBeUndefined()
})

test.each(isFull ? ['docs/once.md'] : [])('%s is what `node scripts/once.ts` writes', async () => {
  expect(await makePage()).toBe(page)
})
