/** Reads a workflow out of a template, as the interpreter runs it. */
import type { Template } from 'aws-cdk-lib/assertions'

import { checkDefinition } from '../../local/states/check-definition.ts'
import type { WorkflowModel } from '../../local/states/executions.ts'
import { findAll } from './synthesize-suite.ts'

/** The definition as text. A reference to a function is an ARN with the logical id as its name. */
export function readDefinitionText(template: Template, comment: string): string {
  const texts = findAll(template, 'AWS::StepFunctions::StateMachine').map(({ Properties }) =>
    resolve(Properties['DefinitionString']),
  )
  const found = texts.find((text) => text.includes(comment))
  if (found === undefined) throw new TypeError(`The template has no workflow with the comment ${comment}.`)
  return found
}

export function readWorkflow(
  template: Template,
  comment: string,
  type: WorkflowModel['type'],
): WorkflowModel {
  const definition = checkDefinition(comment, JSON.parse(readDefinitionText(template, comment)))
  return { arn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:it', name: 'it', type, definition }
}

function resolve(value: unknown): string {
  const { 'Fn::Join': join, Ref: ref }: Readonly<Record<string, unknown>> = Object(value)
  if (Array.isArray(join)) return join[1].map(resolve).join('')
  if (typeof ref !== 'string') return String(value)
  if (ref.startsWith('AWS::')) return 'aws'
  return `arn:aws:lambda:eu-west-1:123456789012:function:${ref}`
}
