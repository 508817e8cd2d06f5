/** For a pool of a CloudFormation or SAM template, and for one in the resources of the Serverless Framework. */
import { type Connection, idOf, type Slot, unknownArn } from './slot.ts'

export function forCloudFormation(connection: Connection): string {
  return [
    'Parameters:',
    ...connection.slots.flatMap(({ name, arn = unknownArn }) => [
      `  ${name}Arn:`,
      '    Type: String',
      `    Default: ${arn}`,
    ]),
    '',
    ...resources(connection, (name) => `!Ref ${name}Arn`),
  ].join('\n')
}

export function forServerless(connection: Connection): string {
  return [
    '# In serverless.yml:',
    'custom:',
    '  suite:',
    ...connection.slots.map(({ name, arn = unknownArn }) => `    ${name}: ${arn}`),
    '',
    'resources:',
    ...resources(connection, (name) => `\${self:custom.suite.${name}}`).map((line) =>
      line === '' ? line : `  ${line}`,
    ),
  ].join('\n')
}

function resources(
  { slots, permits, groups }: Connection,
  arnOf: (name: string) => string,
): readonly string[] {
  return [
    'Resources:',
    '  People: # your pool, with all that it has',
    '    Type: AWS::Cognito::UserPool',
    '    Properties:',
    '      LambdaConfig:',
    ...slots.flatMap((slot) => describeSlot(slot, arnOf(slot.name)).map((line) => `        ${line}`)),
    ...(permits ? slots.flatMap(({ name }) => describePermission(name, arnOf(name))) : []),
    ...groups.flatMap((group) => [
      `  SuiteGroup${idOf(group)}:`,
      '    Type: AWS::Cognito::UserPoolGroup',
      '    Properties:',
      `      GroupName: ${JSON.stringify(group)}`,
      '      UserPoolId: !Ref People',
    ]),
  ]
}

function describeSlot({ property, version }: Slot, arn: string): readonly string[] {
  return version === undefined
    ? [`${property}: ${arn}`]
    : [`${property}:`, `  LambdaArn: ${arn}`, `  LambdaVersion: ${version}`]
}

function describePermission(name: string, arn: string): readonly string[] {
  return [
    `  ${name}Permission:`,
    '    Type: AWS::Lambda::Permission',
    '    Properties:',
    '      Action: lambda:InvokeFunction',
    `      FunctionName: ${arn}`,
    '      Principal: cognito-idp.amazonaws.com',
    '      SourceArn: !GetAtt People.Arn',
    '      SourceAccount: !Ref AWS::AccountId',
  ]
}
