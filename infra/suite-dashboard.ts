/** One page for the person on call: whether people can sign up and sign in, how near the limit is, who waits for
 * provisioning. */
import { Duration } from 'aws-cdk-lib/core'
import {
  Color,
  Dashboard,
  GraphWidget,
  MathExpression,
  Metric,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { HorizontalAnnotation, IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch'
import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'

import { cognitoLimitMs } from '@cognito-trigger-suite/triggers/core/deadline'
import { suiteMetric } from './suite-metric.ts'
import type { TriggerFunction } from './trigger-function.ts'

export interface SuiteDashboardProps {
  readonly triggers: readonly TriggerFunction[]
  readonly worker: TriggerFunction
  readonly userPoolId: string
  /**
   * The app client through which people sign up and sign in.
   *
   * @default all clients of the pool
   */
  readonly client?: UserPoolClient
}

const minute = Duration.minutes(1)
const widgetHeight = 6
/** A third of the page. */
const widgetWidth = 8

const limitLine: HorizontalAnnotation = {
  value: cognitoLimitMs,
  label: 'Cognito gives up',
  color: Color.RED,
}

export class SuiteDashboard extends Construct {
  constructor(scope: Construct, id: string, props: SuiteDashboardProps) {
    super(scope, id)
    const { triggers, worker, userPoolId, client } = props
    const dashboard = new Dashboard(this, 'Page', { periodOverride: PeriodOverride.INHERIT })
    dashboard.addWidgets(
      new TextWidget({
        width: 24,
        height: 2,
        markdown:
          '**People first:** what Cognito counts as successful. Then each trigger: how calls end, how long they take, what fell back. ' +
          'Last the worker: who waits. What each alarm means and what to do is in docs/runbook.md of cognito-trigger-suite.',
      }),
    )
    dashboard.addWidgets(
      ...['SignUpSuccesses', 'SignInSuccesses', 'TokenRefreshSuccesses'].map((name) =>
        draw(name, [cognitoMetric(userPoolId, client, name)]),
      ),
    )
    for (const trigger of triggers) dashboard.addWidgets(...drawTrigger(trigger))
    dashboard.addWidgets(
      draw('provisioning-worker: effects', [
        suiteMetric(worker, 'EffectPerformed'),
        suiteMetric(worker, 'EffectRetried'),
        suiteMetric(worker, 'EffectFailed'),
      ]),
      draw('provisioning-worker: longest wait', [suiteMetric(worker, 'OldestDue', 'Maximum')]),
      draw('provisioning-worker: runs', [
        worker.alias.metricErrors({ period: minute }),
        suiteMetric(worker, 'WorkerFailed'),
      ]),
    )
  }
}

function drawTrigger(trigger: TriggerFunction): readonly IWidget[] {
  const name = trigger.trigger
  return [
    draw(`${name}: how calls end`, [
      suiteMetric(trigger, 'Allowed'),
      suiteMetric(trigger, 'Denied'),
      suiteMetric(trigger, 'Failed'),
    ]),
    draw(
      `${name}: time`,
      ['p50', 'p99'].map((statistic) => trigger.alias.metricDuration({ statistic, period: minute })),
      [limitLine],
    ),
    draw(`${name}: fallbacks`, [
      suiteMetric(trigger, 'StepFailed'),
      suiteMetric(trigger, 'Deferred'),
      suiteMetric(trigger, 'Dropped'),
    ]),
  ]
}

function draw(
  title: string,
  left: readonly IMetric[],
  leftAnnotations: readonly HorizontalAnnotation[] = [],
): GraphWidget {
  return new GraphWidget({
    title,
    width: widgetWidth,
    height: widgetHeight,
    left: [...left],
    leftAnnotations: [...leftAnnotations],
    leftYAxis: { min: 0 },
  })
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/metrics-for-cognito-user-pools.html */
function cognitoMetric(userPoolId: string, client: UserPoolClient | undefined, metricName: string): IMetric {
  if (client === undefined) {
    return new MathExpression({
      expression: `SEARCH('{AWS/Cognito,UserPool,UserPoolClient} MetricName="${metricName}" UserPool="${userPoolId}"', 'Sum')`,
      usingMetrics: {},
      label: '',
      period: minute,
    })
  }
  return new Metric({
    namespace: 'AWS/Cognito',
    metricName,
    dimensionsMap: { UserPool: userPoolId, UserPoolClient: client.userPoolClientId },
    statistic: 'Sum',
    period: minute,
  })
}
