/** For a pool that an app of the CDK has, and for one of Amplify, which is such an app. */
import { camel, type Connection, idOf, type Slot, unknownArn } from './slot.ts'

export function forCdk(connection: Connection): string {
  return [
    ...imports(connection),
    '',
    '/** Call it with the resource of your pool: for a `UserPool`, its `node.defaultChild`. */',
    'export function connectSuite(pool: CfnUserPool): void {',
    ...connect(connection, 'pool').map((line) => `  ${line}`),
    '}',
  ].join('\n')
}

export function forAmplify(connection: Connection): string {
  return [
    '// In amplify/backend.ts, after defineBackend:',
    ...imports(connection).filter((line) => !line.startsWith('import type')),
    '',
    'const { cfnUserPool } = backend.auth.resources.cfnResources',
    ...connect(connection, 'cfnUserPool'),
  ].join('\n')
}

function imports({ permits, groups }: Connection): readonly string[] {
  return [
    ...(permits || groups.length > 0 ? ["import { Stack } from 'aws-cdk-lib'"] : []),
    "import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito'",
    ...(groups.length > 0 ? ["import { CfnUserPoolGroup } from 'aws-cdk-lib/aws-cognito'"] : []),
    ...(permits ? ["import { CfnPermission } from 'aws-cdk-lib/aws-lambda'"] : []),
  ]
}

function connect({ slots, permits, groups }: Connection, pool: string): readonly string[] {
  return [
    'const arns = {',
    ...slots.map(({ name, arn = unknownArn }) => `  ${camel(name)}: '${arn}',`),
    '}',
    ...slots.map((slot) => `${pool}.addPropertyOverride('LambdaConfig.${slot.property}', ${valueOf(slot)})`),
    ...(permits
      ? [
          'for (const [name, functionName] of Object.entries(arns)) {',
          `  new CfnPermission(Stack.of(${pool}), \`Suite-\${name}\`, {`,
          "    action: 'lambda:InvokeFunction',",
          '    functionName,',
          "    principal: 'cognito-idp.amazonaws.com',",
          `    sourceArn: ${pool}.attrArn,`,
          `    sourceAccount: Stack.of(${pool}).account,`,
          '  })',
          '}',
        ]
      : []),
    ...groups.map(
      (groupName) =>
        `new CfnUserPoolGroup(Stack.of(${pool}), 'SuiteGroup-${idOf(groupName)}', { userPoolId: ${pool}.ref, groupName: ${quote(groupName)} })`,
    ),
  ]
}

function valueOf({ name, version }: Slot): string {
  const arn = `arns.${camel(name)}`
  return version === undefined ? arn : `{ LambdaArn: ${arn}, LambdaVersion: '${version}' }`
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}
