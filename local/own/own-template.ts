/** A pool around hand-written triggers, as a CloudFormation template. */
import { registry, type TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import type { JsonObject } from '../template/fields.ts'
import type { HandlerPlace } from './bundle-typescript.ts'

/** People sign up with their address, which they confirm by a code. */
const defaultPool: JsonObject = { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] }

/** A pool has one event version of pre token generation; it is 2 unless its properties say another. */
export function ownTemplate(
  handlers: ReadonlyMap<TriggerName, HandlerPlace>,
  environment: Readonly<Record<string, string>>,
): JsonObject {
  const functions = [...handlers].flatMap(([trigger, { codeDir, handler }]) => {
    const id = registry[trigger].cognitoName
    const properties = {
      FunctionName: trigger,
      Runtime: 'nodejs24.x',
      Handler: handler,
      Code: codeDir,
      // Cognito waits no longer.
      Timeout: 5,
      Environment: { Variables: environment },
    }
    const permission = {
      FunctionName: getArn(id),
      Action: 'lambda:InvokeFunction',
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: getArn('Pool'),
    }
    return [
      [id, { Type: 'AWS::Lambda::Function', Properties: properties }],
      [`${id}Permission`, { Type: 'AWS::Lambda::Permission', Properties: permission }],
    ] as const
  })
  const lambdaConfig = [...handlers.keys()].map((trigger) => {
    const { cognitoName, poolProperty } = registry[trigger]
    const arn = getArn(cognitoName)
    return [
      poolProperty,
      poolProperty.endsWith('Config') ? { LambdaArn: arn, LambdaVersion: 'V2_0' } : arn,
    ] as const
  })
  return {
    Resources: {
      Pool: {
        Type: 'AWS::Cognito::UserPool',
        Properties: { ...defaultPool, LambdaConfig: Object.fromEntries(lambdaConfig) },
      },
      ...Object.fromEntries(functions),
    },
  }
}

const getArn = (id: string): JsonObject => ({ 'Fn::GetAtt': [id, 'Arn'] })
