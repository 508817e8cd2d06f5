/** What the suite costs a warm call: parse, decide, respond and the report line, without a dependency. */
import { measure } from 'mitata'
import { systemClock } from '../triggers/core/deadline.ts'
import { createHandler } from '../triggers/core/run.ts'
import { preSignUpTrigger } from '../triggers/pre-sign-up/trigger.ts'
import { permissionsFromGroups } from '../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { definePreTokenGeneration } from '../triggers/pre-token-generation/claim-source.ts'
import { preTokenGenerationTrigger } from '../triggers/pre-token-generation/trigger.ts'
import { findSuiteFile, importSuite } from '../scripts/suite-file.ts'
import { eventFixture } from '../test/support/event-fixtures.ts'

export interface Overhead {
  readonly name: string
  /** Median nanoseconds of a call. */
  readonly medianNs: number
}

const runtime = {
  clock: systemClock,
  initializationType: undefined,
  functionName: 'bench',
  log: () => {},
  hashUser: () => 'hash',
}
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 4_000 }

export async function measureOverhead(): Promise<readonly Overhead[]> {
  const claims = definePreTokenGeneration({
    claims: [permissionsFromGroups({ groups: { members: ['articles:read'] } })],
  })
  const signUp = eventFixture('PreSignUp_SignUp')
  const token = eventFixture('TokenGeneration_Authentication.v2')
  const bare = async (event: unknown): Promise<unknown> => event
  const { preSignUp } = await importSuite(findSuiteFile())
  const suiteSignUp = createHandler(preSignUpTrigger(preSignUp()), runtime)
  const suiteToken = createHandler(preTokenGenerationTrigger(claims), runtime)
  const calls = {
    'bare handler': () => bare(signUp),
    'pre-sign-up': () => suiteSignUp(signUp, context),
    'pre-token-generation': () => suiteToken(token, context),
  }
  const results: Overhead[] = []
  for (const [name, call] of Object.entries(calls))
    results.push({ name, medianNs: (await measure(call)).p50 })
  return results
}
