/** The page about the exploration, and what a test reads back from it. */
import { clausesOf, type Finding, findWithout, notObservable, type Walked } from './conditions.ts'
import { walkAll } from './explore.ts'
import { fullScenarios, quickScenarios, type Scenario, wideScenarios } from './scenarios.ts'
import type { Clause } from './table.ts'

/** A row of the page: a condition, and the order that needs it. */
export interface Row {
  readonly clause: Clause
  readonly scenario: string
  readonly schedule: readonly string[]
  readonly promise: string
}

const introduction = `# Each effect once, in every order

Made by \`node scripts/once.ts\`, in minutes. Tests walk the first table again, and play each order of the third; with
\`FULL=1\` they make the whole page again.

The real post confirmation, the real worker and the real ledger run against a table in memory, which evaluates the
expressions that they send and is compared with dynalite. Every request to the table and every send is a step that a
scheduler owns. It goes through all orders of these steps, and everywhere lets an actor crash, an answer get lost, a
request arrive late, or time move to the end of a lease or of a wait, as often as the scenario allows. \`notice\` is an
effect of the confirmation, at least once; \`mail\` and \`letter\` are effects of the worker, at most twice and at most
once. \`former\` is an attempt by a version that has the first effect only; \`reset\` is a password reset; \`token\`
hands a user without a record over; \`replay\` and \`erase\` are operators.

In every state: an effect is sent at most as often as its delivery allows; it is sent again only after a crash or a lost
answer; a closed effect stays closed; nothing is written for an erased user. Whenever no actor runs, the sweep alone,
without trouble, brings everything to an end: each effect is done and was sent, or has failed as declared; the record is
off the index; each failure was reported once.
`

/** Walks all scenarios and takes out all conditions. */
export async function makePage(): Promise<string> {
  const walk = async (scenarios: readonly Scenario[]): Promise<readonly Walked[]> => {
    const walked: Walked[] = []
    for (const scenario of scenarios) walked.push({ ...(await walkAll(scenario)), scenario })
    return walked
  }
  const quick = await walk(quickScenarios)
  const wide = await walk(wideScenarios)
  const full = await walk(fullScenarios)
  const findings: Finding[] = []
  for (const clause of clausesOf([...quick, ...wide])) {
    const found = (await findWithout(clause, quick)) ?? (await findWithout(clause, wide))
    if (found !== undefined) findings.push(found)
  }
  return [
    introduction,
    '## Scenarios of every test run\n',
    ...drawTable(['scenario', 'orders', 'merged states'], quick.map(drawWalk)),
    '\n## Scenarios with `FULL=1`\n',
    ...drawTable(['scenario', 'orders', 'merged states'], [...wide, ...full].map(drawWalk)),
    '\n## Without a condition\n',
    'Each condition of the ledger, the shortest order that breaks a promise when it is not there, and the promise.\n',
    ...drawTable(['condition', 'scenario', 'steps', 'order', 'broken'], findings.map(drawFinding)),
    '\n## Conditions that are not observable\n',
    'Without them no order of these scenarios breaks a promise, by design.\n',
    ...drawTable(['condition', 'why'], notObservable.map(drawReason)),
    '',
  ].join('\n')
}

export function drawWalk({ scenario, orders, states }: Walked): readonly string[] {
  return [scenario.name, orders.toLocaleString('en-US'), states.toLocaleString('en-US')]
}

function drawFinding({ clause, scenario, schedule, promise }: Finding): readonly string[] {
  const order = schedule.length === 0 ? '' : schedule.join(lineBreak)
  return [drawClause(clause), scenario.name, String(schedule.length), order, promise]
}

export function drawReason({ why, ...clause }: (typeof notObservable)[number]): readonly string[] {
  return [drawClause(clause), why]
}

const lineBreak = '<br>'

function drawClause({ method, text }: Clause): string {
  return `${method}: \`${text}\``
}

export function drawRow(columns: readonly string[]): string {
  return `| ${columns.join(' | ')} |`
}

function drawTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head, head.map(() => '---'), ...rows].map(drawRow)
}

/** The orders that the page shows. */
export function readRows(page: string): readonly Row[] {
  return page.split('\n').flatMap((line) => {
    const [condition = '', scenario = '', , order = '', promise = ''] = line.slice(2, -2).split(' | ')
    const [, method, text] = /^(\w+): `(.+)`$/.exec(condition) ?? []
    if (method === undefined || text === undefined || promise === '') return []
    return [{ clause: { method, text }, scenario, schedule: order.split(lineBreak), promise }]
  })
}
