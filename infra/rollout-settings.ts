/** How a new version gets its calls, and what ends its rollout. */
import { Duration } from 'aws-cdk-lib/core'
import { TrafficRouting } from 'aws-cdk-lib/aws-codedeploy'
import { type Check, optional, shape } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { oneOf, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'

/** `linear`: a share more in each step. `canary`: one share, then all. `all-at-once`: without steps, rehearsal and rollback. */
export type RolloutPlan = 'linear' | 'canary' | 'all-at-once'

export interface RolloutStep {
  /**
   * The share of the calls, in percent, 1 to 99.
   *
   * @default 10
   */
  readonly percent?: number
  /**
   * How long it lasts, in minutes, 1 to 2,880.
   *
   * @default 3 for `linear`, 30 for `canary`
   */
  readonly minutes?: number
}

export interface RollbackBound {
  /**
   * How many calls, of those of 15 minutes, 1 to 100.
   *
   * @default 2
   */
  readonly calls?: number
  /**
   * Which share of them, in percent, 1 to 50.
   *
   * @default 10
   */
  readonly percent?: number
}

export const rolloutPlan: Check = oneOf(['linear', 'canary', 'all-at-once'])

/** A pool with a call a minute notices a version that fails every call by this plan, and by no canary. */
export const usualPlan: RolloutPlan = 'linear'

export const usualBound: Required<RollbackBound> = { calls: 2, percent: 10 }

const usualPercent = 10
const usualMinutes = { linear: 3, canary: 30 } as const

/** Between the first and the last step, in minutes.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html */
const maxMinutes = 2_880

type Given = Readonly<Record<string, unknown>>

export function rolloutStep({ rollout = usualPlan }: Given): Check {
  const step = shape<RolloutStep>({
    percent: optional(whole(1, 99)),
    minutes: optional(whole(1, maxMinutes)),
  })
  return forSteps(rollout, {
    ...step,
    test(value, at) {
      step.test(value, at)
      if (rollout !== 'linear') return
      const minutes =
        (Math.ceil(100 / numberIn(value, 'percent', usualPercent)) - 1) *
        numberIn(value, 'minutes', usualMinutes.linear)
      const why = `makes a linear rollout of ${minutes} minutes, and CodeDeploy takes ${maxMinutes}: give a larger share or fewer minutes`
      if (minutes > maxMinutes) refuseBecause(at, why)
    },
  })
}

export function rollbackBound({ rollout }: Given): Check {
  const bound = shape<RollbackBound>({
    // Above these a version that fails most of its people would be rolled out to all of them.
    calls: optional(whole(1, 100)),
    percent: optional(whole(1, 50)),
  })
  return forSteps(rollout, bound)
}

function forSteps(rollout: unknown, check: Check): Check {
  return {
    ...check,
    test(value, at) {
      check.test(value, at)
      if (rollout === 'all-at-once')
        refuseBecause(at, "does nothing beside rollout 'all-at-once': take one of them out")
    },
  }
}

function numberIn(value: unknown, name: string, usual: number): number {
  const given = own(value, name)
  return typeof given === 'number' ? given : usual
}

export function toTrafficRouting(plan: 'linear' | 'canary', step: RolloutStep = {}): TrafficRouting {
  const { percent: percentage = usualPercent, minutes = usualMinutes[plan] } = step
  const config = { percentage, interval: Duration.minutes(minutes) }
  return plan === 'linear' ? TrafficRouting.timeBasedLinear(config) : TrafficRouting.timeBasedCanary(config)
}
