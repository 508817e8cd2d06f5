/** The alarms that end the rollout of a version. They see the calls of this version alone: what the version before does
 * neither ends the rollout nor keeps its own mend from being rolled out. */
import { CfnResource, Duration, Lazy, Stack } from 'aws-cdk-lib/core'
import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'

import { worker } from '@cognito-trigger-suite/triggers/internal/registry'
import { addAlarms, type SuiteAlarm, type SuiteAlarms } from './alarm.ts'
import {
  callsOfVersion,
  type Counted,
  type MeasuredCalls,
  percentBad,
  percentCrashed,
} from './alarm-metrics.ts'
import { type RollbackBound, usualBound } from './rollout-settings.ts'
import { badMinutes, slowMs } from './trigger-alarms.ts'
import type { TriggerFunction } from './trigger-function.ts'

/** So long that a rare call counts. A bound on calls and on their share needs no least number of calls beside it. */
const window = Duration.minutes(15)

export interface RolloutAlarmsProps {
  readonly trigger: TriggerFunction
  readonly bound: RollbackBound | undefined
  readonly actions: readonly IAlarmAction[] | undefined
}

export class RolloutAlarms extends Construct {
  /** At most ten, which is CodeDeploy's limit for a group. */
  readonly all: readonly Alarm[]

  constructor(scope: Construct, id: string, props: RolloutAlarmsProps) {
    super(scope, id)
    const { trigger, actions } = props
    const bound = { ...usualBound, ...props.bound }
    const calls = callsOfVersion(trigger)
    const alarmsOf = trigger.trigger === worker.name ? alarmsOfWorker : alarmsOfTrigger
    const alarms = Object.fromEntries(
      Object.entries(alarmsOf(calls, bound)).map(([name, { description, ...alarm }]) => [
        name,
        { ...alarm, description: `Ends the rollout of ${trigger.trigger}: ${description}` },
      ]),
    )
    this.all = addAlarms(this, alarms, actions)
    for (const alarm of this.all) renameWithVersion(alarm, trigger)
  }
}

type Bound = Required<RollbackBound>

function alarmsOfTrigger(calls: MeasuredCalls, bound: Bound): SuiteAlarms {
  const { lambda, logged } = calls
  const all = lambda('Invocations', window)
  return {
    Defect: share('calls that meet a defect', { bad: logged('Failed', window), calls: all }, bound),
    Crash: {
      description: 'calls end without an answer',
      metric: percentCrashed(calls),
      threshold: bound.percent,
      ...badMinutes,
    },
    Slow: {
      description: `calls take ${slowMs / 1_000} of the 5 seconds that Cognito waits`,
      metric: lambda('Duration', Duration.minutes(1), 'p99'),
      threshold: slowMs,
      ...badMinutes,
    },
    StepsFail: share(
      'calls with a step that failed',
      { bad: logged('StepFailed', window), calls: all },
      bound,
    ),
  }
}

function alarmsOfWorker({ lambda, logged }: MeasuredCalls, bound: Bound): SuiteAlarms {
  const all = lambda('Invocations', window)
  return {
    Errors: share('runs that crash', { bad: lambda('Errors', window), calls: all }, bound),
    RunFailed: share(
      'runs that cannot do their work',
      { bad: logged('WorkerFailed', window), calls: all },
      bound,
    ),
    EffectFailed: share(
      'effects that fail for good',
      { bad: logged('EffectFailed', window), good: logged('EffectPerformed', window) },
      bound,
    ),
  }
}

function share(what: string, counted: Counted, { calls: leastBad, percent }: Bound): SuiteAlarm {
  return {
    description: what,
    metric: percentBad(counted, leastBad, `${what}, in percent`),
    threshold: percent,
  }
}

/** An alarm of another version is another alarm: one that is changed keeps its state, and would end the next rollout. */
function renameWithVersion(alarm: Alarm, { function: made }: TriggerFunction): void {
  const [cfnAlarm, cfnVersion] = [alarm, made.currentVersion].map(({ node }) => node.defaultChild)
  if (!CfnResource.isCfnResource(cfnAlarm) || !CfnResource.isCfnResource(cfnVersion))
    throw new TypeError(`${alarm.node.path} or its version is no resource.`)
  const stack = Stack.of(alarm)
  const own = stack.getLogicalId(cfnAlarm)
  const produce = (): string => {
    const version: unknown = stack.resolve(cfnVersion.logicalId)
    return `${own.slice(0, maxLogicalId - digestLength)}${String(version).slice(-digestLength)}`
  }
  cfnAlarm.overrideLogicalId(Lazy.uncachedString({ produce }))
}

/** The end of a version's logical id is a digest of all that makes it another version. */
const digestLength = 32
const maxLogicalId = 255
