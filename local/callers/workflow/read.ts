/** Reads the workflows of the template, with the schedules that start them. One that does not run here has no effect. */
import { readField, readList, readOptionalString, readString, readObjects } from '../../template/fields.ts'
import { readRate } from '../../template/read-worker.ts'
import type { LocalResource, Resolver } from '../../template/resolver.ts'
import { readRoleRights } from '../../template/role-rights.ts'
import { parseJson } from '../../parse-json.ts'
import { checkDefinition } from '../../states/check-definition.ts'
import type { WorkflowModel } from '../../states/executions.ts'
import type { ReadCallers } from '../caller-models.ts'

export function readWorkflows(resolver: Resolver): ReadCallers {
  const withoutEffect: string[] = []
  /** A team's own workflow that cannot be read must not keep the stack from its start. */
  const attempt = <Read>(read: () => Read): Read | undefined => {
    try {
      return read()
    } catch (error) {
      withoutEffect.push(sentenceOf(error))
      return undefined
    }
  }
  const workflows = resolver
    .resourcesOf('AWS::StepFunctions::StateMachine')
    .flatMap((machine): WorkflowModel[] => {
      const read = attempt(() => readWorkflow(machine, resolver))
      if (read === undefined) return []
      const schedule = attempt(() => readSchedule(resolver, machine))
      return [{ ...read, ...(schedule && { schedule }) }]
    })
  return {
    models: workflows.length === 0 ? {} : { workflows },
    called: JSON.stringify(workflows).match(functionArns) ?? [],
    withoutEffect,
  }
}

const functionArns = /arn:aws[a-z-]*:lambda:[^:"]+:\d{12}:function:[\w-]+/g

/** As the beginning of the sentence that it has no effect here. */
function sentenceOf(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error)
  return `A workflow, or its schedule, (${why.replace(/\.$/, '')})`
}

function readWorkflow(machine: LocalResource, resolver: Resolver): WorkflowModel {
  const { logicalId, ref, attributes, resolved } = machine
  const type = readOptionalString(resolved, 'StateMachineType', logicalId) ?? 'STANDARD'
  const text = readString(resolved, 'DefinitionString', logicalId)
  return {
    arn: ref,
    name: attributes['Name'] ?? logicalId,
    type: type === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    definition: checkDefinition(logicalId, parseJson(text)),
    ...readRights(machine, resolver),
  }
}

function readRights({ resolved }: LocalResource, resolver: Resolver): Pick<WorkflowModel, 'mayInvoke'> {
  const role = resolver
    .resourcesOf('AWS::IAM::Role')
    .find(({ attributes }) => attributes['Arn'] === readField(resolved, 'RoleArn'))
  if (role === undefined || readList(role.properties, 'ManagedPolicyArns', role.logicalId).length > 0)
    return {}
  return { mayInvoke: readRoleRights(role, resolver)('lambda:InvokeFunction') }
}

function readSchedule(resolver: Resolver, { ref }: LocalResource): WorkflowModel['schedule'] {
  for (const { logicalId, resolved } of resolver.resourcesOf('AWS::Events::Rule')) {
    const target = readObjects(resolved, 'Targets', logicalId).find((each) => readField(each, 'Arn') === ref)
    if (target === undefined) continue
    const expression = readString(resolved, 'ScheduleExpression', logicalId)
    return {
      everyMs: readRate(expression, logicalId),
      input: parseJson(readString(target, 'Input', logicalId)),
    }
  }
  return undefined
}
