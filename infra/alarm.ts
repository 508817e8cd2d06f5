/** The alarms of the suite, in the shape that all of them have. */
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { IAlarmAction, IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'

export interface SuiteAlarm {
  /** What the alarm means and what to do, for the person who is woken by it. */
  readonly description: string
  readonly metric: IMetric
  /**
   * It rings at this value and above.
   *
   * @default 1
   */
  readonly threshold?: number
  /**
   * How many of the last periods must be at or above the threshold. `of` is the number of periods, the same by default.
   *
   * @default 1
   */
  readonly periods?: number
  readonly of?: number
  /**
   * What a period without data counts as: by default as good, since there was no call; as bad for data that must always
   * be written.
   *
   * @default TreatMissingData.NOT_BREACHING
   */
  readonly missingData?: TreatMissingData
}

/** By their ids in the scope. */
export type SuiteAlarms = Readonly<Record<string, SuiteAlarm>>

export function addAlarms(
  scope: Construct,
  alarms: SuiteAlarms,
  actions: readonly IAlarmAction[] = [],
): readonly Alarm[] {
  return Object.entries(alarms).map(([id, { description, metric, threshold = 1, periods = 1, ...alarm }]) => {
    const made = new Alarm(scope, id, {
      alarmDescription: description,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: alarm.of ?? periods,
      datapointsToAlarm: periods,
      treatMissingData: alarm.missingData ?? TreatMissingData.NOT_BREACHING,
    })
    made.addAlarmAction(...actions)
    return made
  })
}
