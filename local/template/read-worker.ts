/** Reads what calls the provisioning worker, and the bus that it uses. */
import {
  type JsonObject,
  isJsonObject,
  readField,
  readNumber,
  readObject,
  readString,
  readObjects,
} from './fields.ts'
import { toFunctionArn } from './local-values.ts'
import type { LocalResource, Resolver } from './resolver.ts'
import type { EventBusModel, WorkerModel } from './stack-model.ts'
import { TemplateError } from './template-error.ts'

/** The function that follows the table's stream, with the schedule that calls it; undefined when no function follows it. */
export function readWorker(resolver: Resolver): WorkerModel | undefined {
  const [mapping] = resolver.resourcesOf('AWS::Lambda::EventSourceMapping')
  if (mapping === undefined) return undefined
  const { logicalId, resolved: properties } = mapping
  const functionArn = toFunctionArn(readString(properties, 'FunctionName', logicalId), resolver.region)
  const [schedule, ...others] = resolver
    .resourcesOf('AWS::Events::Rule')
    .flatMap((rule) => readSchedule(rule, functionArn) ?? [])
    .toSorted((one, other) => Number(isSweep(other)) - Number(isSweep(one)))
  if (schedule === undefined) {
    throw new TemplateError(
      `${functionArn} follows the table's stream but is on no schedule, so that what the stream drops is lost: use the ProvisioningWorker construct.`,
    )
  }
  return {
    functionArn,
    ...schedule,
    otherSchedules: others.map(({ sweepEveryMs, sweepInput }) => ({
      everyMs: sweepEveryMs,
      input: sweepInput,
    })),
    streamFilters: readFilters(properties, logicalId),
    streamBatchSize: readNumber(properties, 'BatchSize', 100, logicalId),
  }
}

export function readEventBus(resolver: Resolver): EventBusModel | undefined {
  const [bus] = resolver.resourcesOf('AWS::Events::EventBus')
  return bus && { name: bus.ref }
}

function readFilters(properties: JsonObject, where: string): readonly JsonObject[] {
  const criteria = readObject(properties, 'FilterCriteria', where)
  return readObjects(criteria, 'Filters', where).map((filter) => {
    const pattern: unknown = JSON.parse(readString(filter, 'Pattern', `${where}.Filters`))
    if (isJsonObject(pattern)) return pattern
    throw new TemplateError(
      `${where}.Filters holds a pattern that is no object: correct it where the template is made.`,
    )
  })
}

function readSchedule(
  rule: LocalResource,
  functionArn: string,
): Pick<WorkerModel, 'sweepRuleArn' | 'sweepEveryMs' | 'sweepInput'> | undefined {
  const { logicalId, resolved: properties } = rule
  const expression = readField(properties, 'ScheduleExpression')
  const target = readObjects(properties, 'Targets', logicalId).find(
    (candidate) => readField(candidate, 'Arn') === functionArn,
  )
  if (target === undefined || typeof expression !== 'string') return undefined
  const input = readField(target, 'Input')
  return {
    sweepRuleArn: rule.attributes['Arn'] ?? '',
    sweepEveryMs: readRate(expression, logicalId),
    sweepInput: typeof input === 'string' ? JSON.parse(input) : {},
  }
}

function isSweep({ sweepInput }: Pick<WorkerModel, 'sweepInput'>): boolean {
  return isJsonObject(sweepInput) && readField(sweepInput, 'kind') === 'sweep'
}

const unitsMs = new Map([
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
])

/** `rate(5 minutes)` in milliseconds. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
export function readRate(expression: string, where: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  const unitMs = unitsMs.get(unit)
  if (unitMs === undefined) {
    throw new TemplateError(
      `${where}.ScheduleExpression is ${expression}, which the local stack cannot follow: use Schedule.rate.`,
    )
  }
  return Number(count) * unitMs
}
