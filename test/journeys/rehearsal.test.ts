/** The rehearsal of a rollout against real bundles: it finds what is wrong, and leaves no trace. */
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../triggers/core/deadline.ts'
import { openConnection } from '../../triggers/adapters/connection.ts'
import { createVersionInvoker } from '../../triggers/adapters/version-invoker-lambda.ts'
import { suiteFunctions } from '../../triggers/registry.ts'
import { rehearse } from '../../triggers/rehearsal/rehearse.ts'
import { atOnce } from '../support/at-once.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { type Journey, startJourney } from './journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => (journey = await startJourney(keep, 'rehearsed')))

/** The pauses between the rounds take no time. */
async function rehearseAll(
  tested: Journey,
): Promise<{ readonly problems: readonly string[]; readonly logs: string }> {
  const { region, lambdaEndpoint, functions } = tested.stack.details
  const invoke = createVersionInvoker(() => openConnection(new URL(lambdaEndpoint)))
  const clock = { ...systemClock, ...atOnce }
  const versions = new Map(
    suiteFunctions
      .map(({ name }) => name)
      .filter((name) => functions[name] !== undefined)
      .map((trigger) => [trigger, `arn:aws:lambda:${region}:000000000000:function:${functions[trigger]}:1`]),
  )
  const problems = await rehearse({ versions, region, clock, invoke })
  const calls = await tested.calls()
  return { problems, logs: calls.flatMap(({ logLines }) => logLines).join('\n') }
}

test('the suite as it comes passes, with no effect and no metric', async () => {
  const { problems, logs } = await rehearseAll(journey)

  expect(problems).toEqual([])
  expect(await journey.items('')).toEqual([])
  expect(logs).toContain('"rehearsal":true')
  expect(logs).not.toContain('"_aws"')
})

test('a table that does not answer is found before any person meets it', async () => {
  journey.stack.setFault('table', { kind: 'error' })
  onTestFinished(() => journey.stack.setFault('table', null))

  const { problems } = await rehearseAll(journey)

  expect(problems).toEqual(
    expect.arrayContaining([
      'pre-token-generation at TokenGeneration_Authentication version 2: its step entitlements ended in failed',
      'post-confirmation at PostConfirmation_ConfirmSignUp version 1: its step ledger-rights ended in failed',
      'provisioning-worker: it ended in Unhandled RecordUnavailableError',
    ]),
  )
})

test('a defect is found before any person meets it', async () => {
  const defect = await startJourney(onTestFinished, 'defect')

  const { problems } = await rehearseAll(defect)

  expect(problems).toEqual(
    ['1', '2', '3'].map(
      (version) =>
        `pre-token-generation at TokenGeneration_Authentication version ${version}: it has a defect`,
    ),
  )
})

test('a message that Cognito would not get is found before any person misses it', async () => {
  const broken = await startJourney(onTestFinished, 'broken-message', {
    pool: { ses: { fromEmail: 'hello@example.com' } },
  })

  const { problems } = await rehearseAll(broken)

  expect(problems).toEqual(
    ['SignUp', 'ResendCode'].map(
      (source) => `custom-message at CustomMessage_${source} version 1: it has a defect`,
    ),
  )
})

test('what a person sends along does not make a rehearsal of a sign-up', async () => {
  const pretended = { rehearsal: 'true', custom: '{"rehearsal":true}' }

  await journey.signUp('jane@example.com', { clientMetadata: pretended, validationData: pretended })
  await journey.confirm('jane@example.com', pretended)

  expect(await journey.groupsOf('jane@example.com')).toEqual(['members'])
})
