/** Reads from a synthesized template how each function is rolled out, and the alarms that end it. */
import { isObject, own, ownNumber, ownText, type RawObject } from '../../triggers/core/json.ts'
import { type Expression, parseExpression } from './expression.ts'

export interface Plan {
  readonly kind: 'linear' | 'canary'
  readonly percent: number
  readonly minutes: number
}

export interface RolloutAlarm {
  readonly id: string
  /** By the id that the expression has for it. */
  readonly metrics: ReadonlyMap<string, { readonly name: string; readonly statistic: string }>
  readonly expression: Expression
  readonly periodMinutes: number
  readonly threshold: number
  /** How many of how many periods. */
  readonly bad: number
  readonly of: number
}

export interface RolloutOfFunction {
  /** The logical id of its deployment group. */
  readonly id: string
  readonly plan: Plan
  readonly alarms: readonly RolloutAlarm[]
}

/** @throws TypeError for a template whose rollouts are made another way */
export function readRollouts(template: unknown): readonly RolloutOfFunction[] {
  const resources = objectOf(template, 'Resources')
  return Object.entries(resources)
    .filter(([, resource]) => ownText(resource, 'Type') === 'AWS::CodeDeploy::DeploymentGroup')
    .map(([id, resource]) => {
      const group = objectOf(resource, 'Properties')
      const config = propertiesOf(resources, own(group, 'DeploymentConfigName'))
      const names = listOf(objectOf(group, 'AlarmConfiguration'), 'Alarms').map((alarm) => own(alarm, 'Name'))
      return {
        id,
        plan: readPlan(objectOf(config, 'TrafficRoutingConfig')),
        alarms: names.map((name) => readAlarm(refOf(name), propertiesOf(resources, name))),
      }
    })
}

function readPlan(routing: RawObject): Plan {
  const linear = own(routing, 'TimeBasedLinear')
  const canary = own(routing, 'TimeBasedCanary')
  return linear === undefined
    ? {
        kind: 'canary',
        percent: demand(canary, 'CanaryPercentage'),
        minutes: demand(canary, 'CanaryInterval'),
      }
    : {
        kind: 'linear',
        percent: demand(linear, 'LinearPercentage'),
        minutes: demand(linear, 'LinearInterval'),
      }
}

function readAlarm(id: string, alarm: RawObject): RolloutAlarm {
  const about = {
    id,
    threshold: demand(alarm, 'Threshold'),
    bad: demand(alarm, 'DatapointsToAlarm'),
    of: demand(alarm, 'EvaluationPeriods'),
  }
  const rules = [ownText(alarm, 'ComparisonOperator'), ownText(alarm, 'TreatMissingData')]
  if (rules.join(' ') !== 'GreaterThanOrEqualToThreshold notBreaching')
    throw new TypeError(`${id} is ${rules.join(' ')}, which is not simulated.`)
  const single = ownText(alarm, 'MetricName')
  if (single !== undefined) {
    const statistic = ownText(alarm, 'ExtendedStatistic') ?? ownText(alarm, 'Statistic') ?? ''
    const metrics = new Map([['metric', { name: single, statistic }]])
    return {
      ...about,
      metrics,
      expression: parseExpression('metric'),
      periodMinutes: demand(alarm, 'Period') / 60,
    }
  }
  const queries = listOf(alarm, 'Metrics')
  const expression = queries.map((query) => ownText(query, 'Expression')).find((each) => each !== undefined)
  const read = queries.flatMap((query) => {
    const stat = own(query, 'MetricStat')
    if (!isObject(stat)) return []
    const metric = {
      name: demandText(own(stat, 'Metric'), 'MetricName'),
      statistic: demandText(stat, 'Stat'),
    }
    return [{ id: demandText(query, 'Id'), metric, periodMinutes: demand(stat, 'Period') / 60 }]
  })
  const [periodMinutes, ...others] = new Set(read.map((each) => each.periodMinutes))
  if (expression === undefined || periodMinutes === undefined || others.length > 0)
    throw new TypeError(`${id} has no expression, or metrics of several periods.`)
  return {
    ...about,
    metrics: new Map(read.map(({ id: name, metric }) => [name, metric])),
    expression: parseExpression(expression),
    periodMinutes,
  }
}

function propertiesOf(resources: RawObject, reference: unknown): RawObject {
  return objectOf(objectOf(resources, refOf(reference)), 'Properties')
}

function refOf(reference: unknown): string {
  return demandText(reference, 'Ref')
}

function objectOf(value: unknown, name: string): RawObject {
  const inner = own(value, name)
  if (!isObject(inner)) throw new TypeError(`The template has no ${name} where one is expected.`)
  return inner
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const inner = own(value, name)
  if (!Array.isArray(inner)) throw new TypeError(`The template has no list ${name} where one is expected.`)
  return inner
}

function demand(value: unknown, name: string): number {
  const number = ownNumber(value, name)
  if (number === undefined) throw new TypeError(`The template has no number ${name} where one is expected.`)
  return number
}

function demandText(value: unknown, name: string): string {
  const text = ownText(value, name)
  if (text === undefined) throw new TypeError(`The template has no text ${name} where one is expected.`)
  return text
}
