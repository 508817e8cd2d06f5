/** One alarm of the suite, in the shape that all alarms have. */
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { IAlarmAction, IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'

export interface SuiteAlarm {
  /** What the alarm means and what to do, for the person who is woken by it. */
  readonly description: string
  readonly metric: IMetric
  /** It rings at this value and above. */
  readonly threshold: number
  /** How many of the last periods must be at or above the threshold. `of` is the number of periods, the same by default. */
  readonly periods: number
  readonly of?: number
  /**
   * What a period without data counts as: by default as good, since there was no call; `breaching` for data that must
   * always be written.
   *
   * @default 'notBreaching'
   */
  readonly missingData?: 'notBreaching' | 'breaching'
  readonly actions?: readonly IAlarmAction[]
}

const missingData = {
  notBreaching: TreatMissingData.NOT_BREACHING,
  breaching: TreatMissingData.BREACHING,
} as const

export function addAlarm(scope: Construct, id: string, alarm: SuiteAlarm): Alarm {
  const made = new Alarm(scope, id, {
    alarmDescription: alarm.description,
    metric: alarm.metric,
    threshold: alarm.threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: alarm.of ?? alarm.periods,
    datapointsToAlarm: alarm.periods,
    treatMissingData: missingData[alarm.missingData ?? 'notBreaching'],
  })
  made.addAlarmAction(...(alarm.actions ?? []))
  return made
}
