/** Has the worker look whether the pool still calls the functions, and rings when it does not. */
import { Duration, Stack } from 'aws-cdk-lib/core'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'

import { registry, type TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import { addAlarms } from './alarm.ts'
import type { GivenPool } from './given-pool.ts'
import { suiteMetric } from './suite-metric.ts'
import type { TriggerFunction } from './trigger-function.ts'

export interface SlotCheckProps {
  readonly worker: TriggerFunction
  readonly triggers: ReadonlyMap<TriggerName, TriggerFunction>
  /** Of the events of pre token generation. */
  readonly tokenVersion: string
  readonly pool: Pick<GivenPool, 'userPoolId' | 'side'>
  readonly actions?: readonly IAlarmAction[]
}

/** A deployment changes the pool and the rule within it, and an owner's program takes its time: one check proves nothing. */
const every = Duration.minutes(5)
const badChecks = 3

export class SlotCheck extends Construct {
  constructor(scope: Construct, id: string, props: SlotCheckProps) {
    super(scope, id)
    const { worker, triggers, tokenVersion, pool, actions } = props
    const isBesidePool = Stack.of(pool.side) !== Stack.of(this)
    const rule = new Rule(isBesidePool ? pool.side : this, 'SlotCheck', {
      description: 'Has the worker look whether the pool still calls the suite',
      schedule: Schedule.rate(every),
    })
    const slots = [...triggers].map(([name, { alias }]) => [registry[name].cognitoName, alias.functionArn])
    rule.addTarget(
      new LambdaFunction(worker.alias, {
        event: RuleTargetInput.fromObject({
          kind: 'slots',
          userPoolId: pool.userPoolId,
          slots: Object.fromEntries(slots),
          tokenVersion,
        }),
        retryAttempts: 0,
      }),
    )
    const SlotLost = {
      description:
        'The pool no longer calls the suite, or nobody can tell: lostSlots in the log of the worker names the trigger. Who changed the pool? Add it there (cts snippet), or see what cts attach would put back',
      metric: suiteMetric(worker, 'SlotLost', 'Maximum', every),
      periods: badChecks,
    }
    addAlarms(this, { SlotLost }, actions)
  }
}
