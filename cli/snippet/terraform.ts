/** For a pool that Terraform has. */
import { type Connection, idOf, type Slot, snake, unknownArn } from './slot.ts'

export function forTerraform({ slots, permits, groups }: Connection): string {
  return [
    '# In the resource of your pool:',
    'resource "aws_cognito_user_pool" "people" {',
    '  name = "people" # as it is',
    '',
    '  lambda_config {',
    ...slots.flatMap(describeSlot),
    '  }',
    '}',
    '',
    'locals {',
    '  trigger_arns = {',
    ...slots.map(({ name, arn = unknownArn }) => `    ${snake(name)} = ${JSON.stringify(arn)}`),
    '  }',
    '}',
    ...(permits ? ['', ...permissions] : []),
    ...groups.flatMap(describeGroup),
  ].join('\n')
}

function describeSlot({ property, name, version }: Slot): readonly string[] {
  const arn = `local.trigger_arns.${snake(name)}`
  if (version === undefined) return [`    ${snake(property)} = ${arn}`]
  return [
    `    ${snake(property)} {`,
    `      lambda_arn     = ${arn}`,
    `      lambda_version = ${JSON.stringify(version)}`,
    '    }',
  ]
}

const permissions = [
  'resource "aws_lambda_permission" "cognito" {',
  '  for_each      = local.trigger_arns',
  '  action        = "lambda:InvokeFunction"',
  '  function_name = each.value',
  '  principal     = "cognito-idp.amazonaws.com"',
  '  source_arn    = aws_cognito_user_pool.people.arn',
  '}',
]

function describeGroup(group: string): readonly string[] {
  return [
    '',
    `resource "aws_cognito_user_group" "suite_${idOf(group)}" {`,
    `  name         = ${quote(group)}`,
    '  user_pool_id = aws_cognito_user_pool.people.id',
    '}',
  ]
}

/** Terraform reads `${` and `%{` in a text as the start of an expression. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, '$&$&')
}
