/** Rounds of a rehearsal in virtual time, and what becomes of them. */
import { describe, expect, test } from 'vitest'
import { isObject } from '../../../triggers/core/json.ts'
import type { TriggerName } from '../../../triggers/registry.ts'
import { createHook } from '../../../triggers/rehearsal/hook.ts'
import type { RehearsedAnswer } from '../../../triggers/ports/version-invoker.ts'
import { rehearse } from '../../../triggers/rehearsal/rehearse.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const versions = new Map<TriggerName, string>([
  ['pre-sign-up', 'arn:pre-sign-up:7'],
  ['pre-token-generation', 'arn:pre-token-generation:7'],
  ['post-confirmation', 'arn:post-confirmation:7'],
])

function answer(event: object, step: string): RehearsedAnswer {
  const figures = {
    startMs: 0,
    durationMs: 1,
    attempts: 1,
    result: undefined,
    policy: undefined,
    cause: undefined,
  }
  return {
    functionError: undefined,
    payload: event,
    report: {
      outcome: 'allowed',
      code: undefined,
      cause: undefined,
      durationMs: 1,
      remainingMs: 1,
      isRehearsal: true,
      steps: [{ ...figures, name: 'entitlements', kind: 'fact', outcome: step }],
      stages: [],
    },
  }
}

describe('a rehearsal', () => {
  test('asks each version every event of its trigger, once when all is well', async () => {
    const clock = createVirtualClock()
    const asked: string[] = []

    const problems = await clock.runUntil(
      rehearse({
        versions,
        region: 'eu-west-1',
        clock,
        async invoke(versionArn, event) {
          asked.push(`${versionArn} ${isObject(event) ? String(event['version']) : ''}`)
          return answer(event, 'ok')
        },
      }),
    )

    expect(problems).toEqual([])
    expect(asked).toEqual([
      'arn:pre-sign-up:7 1',
      'arn:pre-token-generation:7 1',
      'arn:pre-token-generation:7 2',
      'arn:pre-token-generation:7 3',
      'arn:post-confirmation:7 1',
    ])
  })

  test('asks a trigger that a suite may do without where it has a version, and misses it nowhere else', async () => {
    const clock = createVirtualClock()
    const asked: string[] = []
    const more = new Map([...versions, ['pre-authentication', 'arn:pre-authentication:7']] as const)

    const problems = await clock.runUntil(
      rehearse({
        versions: more,
        region: 'eu-west-1',
        clock,
        async invoke(versionArn, event) {
          asked.push(versionArn)
          return answer(event, 'ok')
        },
      }),
    )

    expect(problems).toEqual([])
    expect(asked.filter((arn) => arn === 'arn:pre-authentication:7')).toHaveLength(1)
  })

  test.each([
    [15_000, 'a permission that holds after 15 s', []],
    [
      15_001,
      'one that holds too late',
      ['1', '2', '3'].map(
        (version) =>
          `pre-token-generation at TokenGeneration_Authentication version ${version}: its step entitlements ended in failed`,
      ),
    ],
  ])('waits %i ms for %s', async (holdsAfterMs, _, expected) => {
    const clock = createVirtualClock()
    const startedAtMs = clock.monotonicMs()

    const problems = await clock.runUntil(
      rehearse({
        versions,
        region: 'eu-west-1',
        clock,
        invoke: async (versionArn, event) => {
          const isHeld = clock.monotonicMs() - startedAtMs >= holdsAfterMs
          return answer(event, isHeld || !versionArn.includes('token') ? 'ok' : 'failed')
        },
      }),
    )

    expect(problems).toEqual(expected)
  })

  test('says what it could not ask', async () => {
    const clock = createVirtualClock()

    const problems = await clock.runUntil(
      rehearse({
        versions: new Map([...versions].filter(([trigger]) => trigger !== 'pre-sign-up')),
        region: 'eu-west-1',
        clock,
        invoke: (versionArn, event) =>
          versionArn.includes('post')
            ? Promise.reject(new Error('AccessDeniedException for jane@example.com'))
            : Promise.resolve(answer(event, 'ok')),
      }),
    )

    expect(problems).toEqual([
      'pre-sign-up at PreSignUp_SignUp version 1: there is no version to ask',
      'post-confirmation at PostConfirmation_ConfirmSignUp version 1: Lambda did not answer',
    ])
  })
})

describe('the hook', () => {
  const input = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'e-1' }

  async function run(problems: readonly string[], given: unknown = input) {
    const told: unknown[] = []
    const lines: string[] = []
    const hook = createHook({
      rehearse: async () => problems,
      tell: async (deployment, status) => void told.push([deployment, status]),
      log: (line) => void lines.push(line),
    })
    await hook(given)
    return { told, line: JSON.parse(lines[0] ?? '{}') }
  }

  test.each([
    [[], 'Succeeded', 'INFO'],
    [['pre-sign-up: it has a defect'], 'Failed', 'ERROR'],
  ])('after %j tells CodeDeploy %s', async (problems, status, level) => {
    const { told, line } = await run(problems)

    expect(told).toEqual([[{ deploymentId: 'd-1', executionId: 'e-1' }, status]])
    expect(line).toMatchObject({ level, problems })
  })

  test.each([null, {}, { DeploymentId: 'd-1' }])('is called by nobody else: %j', async (given) => {
    await expect(run([], given)).rejects.toThrow(
      'the input names no deployment: only CodeDeploy calls this function',
    )
  })
})
