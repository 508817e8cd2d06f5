/** What code costs that calls nothing, in parses of a sign-up's event. */
import fc from 'fast-check'
import { parseDenial } from '../client/denial.ts'
import { systemClock } from '../triggers/core/deadline.ts'
import { createHandler } from '../triggers/core/run.ts'
import { checkPattern } from '../triggers/pre-sign-up/safe-pattern.ts'
import { customMessageTrigger } from '../triggers/custom-message/trigger.ts'
import { preAuthenticationTrigger } from '../triggers/pre-authentication/trigger.ts'
import { definePreSignUp } from '../triggers/pre-sign-up/define.ts'
import { disposableEmail } from '../triggers/pre-sign-up/rules/disposable-email.ts'
import { preSignUpTrigger } from '../triggers/pre-sign-up/trigger.ts'
import { permissionsFromGroups } from '../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { definePreTokenGeneration } from '../triggers/pre-token-generation/define.ts'
import { preTokenGenerationTrigger } from '../triggers/pre-token-generation/trigger.ts'
import { findSuiteFile, importSuite } from '../triggers/build/suite-file.ts'
import { eventFixture } from '../triggers/testing/golden-events.ts'
import * as whole from '../test/suites/whole.ts'
import { createEveryHandler, randomEvent } from '../test/unit/pre-sign-up/random-events.ts'
import { median } from '../scripts/median.ts'
import { calls, type Cells, times } from './tables.ts'

type Row = (typeof calls.rows)[number]

const runtime = {
  clock: systemClock,
  initializationType: undefined,
  dimensions: { FunctionName: 'bench', FunctionVersion: '7' },
  log: () => {},
  hashUser: () => 'hash',
}
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 4_000 }

/** Interleaved with the parses; medians of the ratios of the same round. */
export async function measureCalls(rounds: number): Promise<Cells<Row>> {
  const { preSignUp } = await importSuite(findSuiteFile())
  const config = preSignUp()
  const rules = config.rules.filter(({ fact, effect }) => fact === undefined && effect === undefined)
  const claims = definePreTokenGeneration({
    claims: [permissionsFromGroups({ groups: { members: ['articles:read'] } })],
  })
  const signIn = whole.preAuthentication()
  const withoutReads = signIn.rules.filter(({ fact }) => fact === undefined)
  const authentication = createHandler(preAuthenticationTrigger({ ...signIn, rules: withoutReads }), runtime)
  const message = createHandler(customMessageTrigger(whole.customMessage()), runtime)
  const signUp = createHandler(preSignUpTrigger({ ...config, rules }), runtime)
  const token = createHandler(preTokenGenerationTrigger(claims), runtime)
  const disposable = definePreSignUp({ rules: [disposableEmail()] })
  const notDisposable = createHandler(preSignUpTrigger(disposable), runtime)
  const signUpEvent = eventFixture('PreSignUp_SignUp')
  // The app client that recipes name is refused by one of them.
  const signInEvent = {
    ...eventFixture('PreAuthentication_Authentication'),
    callerContext: { awsSdkVersion: '3', clientId: 'bench' },
  }
  const messageEvent = eventFixture('CustomMessage_SignUp')
  const tokenEvent = eventFixture('TokenGeneration_Authentication.v2')
  const text = JSON.stringify(signUpEvent)
  const pattern = checkPattern('bench', /^a{0,256}a{0,256}$/, 256)
  const worst = `${'a'.repeat(255)}!`
  const fullStops = `[email_invalid] ${'. '.repeat(100_000)}x`
  const measured: Readonly<Record<Row, () => unknown>> = {
    'pre-sign-up': () => signUp(signUpEvent, context),
    'disposable addresses': () => notDisposable(signUpEvent, context),
    'pre-authentication': () => authentication(signInEvent, context),
    'custom-message': () => message(messageEvent, context),
    'pre-token-generation': () => token(tokenEvent, context),
    'slowest of 500 random sign-ups, every rule': await findSlowestSignUp(500),
    'slowest pattern on its worst text': () => pattern.test(worst),
    'denial read from 200 KB': () => parseDenial(fullStops),
  }
  const ratios = new Map(calls.rows.map((row): [Row, number[]] => [row, []]))
  for (let round = 0; round < rounds; round += 1) {
    const parse = await costOf(() => JSON.parse(text))
    for (const row of calls.rows) ratios.get(row)?.push((await costOf(measured[row])) / parse)
  }
  return new Map([...ratios].map(([row, own]) => [row, [times(median(own))]]))
}

/** The same events in each run; denied or not, each is answered by every rule. */
async function findSlowestSignUp(count: number): Promise<() => Promise<unknown>> {
  const handler = createEveryHandler()
  let slowest = { act: async (): Promise<unknown> => undefined, cost: 0 }
  for (const event of fc.sample(randomEvent, { seed: 20_261_124, numRuns: count })) {
    const act = (): Promise<unknown> => handler(event, context).catch(() => undefined)
    const cost = await costOf(act)
    if (cost > slowest.cost) slowest = { act, cost }
  }
  return slowest.act
}

const repeats = 100

/** Microseconds of processor time, which stay nearly the same on a busy machine. */
async function costOf(act: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  for (let count = 0; count < repeats; count += 1) await act()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
