/** The rehearsal of a rollout against real bundles: it finds what is wrong, and leaves no trace. */
import { LambdaClient } from '@aws-sdk/client-lambda'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../triggers/core/deadline.ts'
import { createVersionInvoker } from '../../triggers/adapters/version-invoker-lambda.ts'
import { triggerNames } from '../../triggers/events/sources.ts'
import { rehearse } from '../../triggers/rehearsal/rehearse.ts'
import { atOnce } from '../support/at-once.ts'
import { type Journey, startJourney } from './journey.ts'

/** The pauses between the rounds take no time. */
async function rehearseAll(
  journey: Journey,
): Promise<{ readonly problems: readonly string[]; readonly logs: string }> {
  const { region, lambdaEndpoint, functions } = journey.stack.details
  const lambda = new LambdaClient({ region, endpoint: lambdaEndpoint, maxAttempts: 1 })
  const invoke = createVersionInvoker(() => lambda)
  const clock = { ...systemClock, ...atOnce }
  const versions = new Map(
    triggerNames.map((trigger) => [
      trigger,
      `arn:aws:lambda:${region}:000000000000:function:${functions[trigger]}:1`,
    ]),
  )
  const problems = await rehearse({ versions, region, clock, invoke })
  lambda.destroy()
  const calls = await journey.calls()
  return { problems, logs: calls.flatMap(({ logLines }) => logLines).join('\n') }
}

test('the suite as it comes passes, with no effect and no metric', async () => {
  const journey = await startJourney(onTestFinished, 'rehearsed')

  const { problems, logs } = await rehearseAll(journey)

  expect(problems).toEqual([])
  expect(await journey.items('')).toEqual([])
  expect(logs).toContain('"rehearsal":true')
  expect(logs).not.toContain('"_aws"')
})

test('a table that does not answer is found before any person meets it', async () => {
  const journey = await startJourney(onTestFinished, 'rehearsed')
  journey.stack.setFault('table', { kind: 'error' })

  const { problems } = await rehearseAll(journey)

  expect(problems).toContain(
    'pre-token-generation at TokenGeneration_Authentication version 2: its step entitlements ended in failed',
  )
})

test('a defect is found before any person meets it', async () => {
  const journey = await startJourney(onTestFinished, 'defect')

  const { problems } = await rehearseAll(journey)

  expect(problems).toEqual(
    ['1', '2', '3'].map(
      (version) =>
        `pre-token-generation at TokenGeneration_Authentication version ${version}: it has a defect`,
    ),
  )
})

test('what a person sends along does not make a rehearsal of a sign-up', async () => {
  const journey = await startJourney(onTestFinished, 'rehearsed')
  const pretended = { rehearsal: 'true', custom: '{"rehearsal":true}' }

  await journey.signUp('jane@example.com', { clientMetadata: pretended, validationData: pretended })
  await journey.confirm('jane@example.com', pretended)

  expect(await journey.groupsOf('jane@example.com')).toEqual(['members'])
})
