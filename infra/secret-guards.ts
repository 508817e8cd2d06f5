/** Secrets in variables of functions, where everybody reads them who may look at a function. */
import { Stack } from 'aws-cdk-lib/core'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'

import { isObject } from '@cognito-trigger-suite/triggers/internal/core/json'

const namesOfSecrets = /(^|_)(secret|password|passwd|token|api_?key|private_?key)$/i

/** CloudFormation puts the secret itself there. */
const valuesOfSecrets = /\{\{resolve:(secretsmanager|ssm-secure):/

/** A sentence for each variable, of every function below the scope, that holds a secret. */
export function findSecretVariables(scope: Construct): readonly string[] {
  return scope.node.findAll().flatMap((each) => {
    if (!(each instanceof CfnFunction)) return []
    const environment: unknown = Stack.of(each).resolve(each.environment)
    const variables = isObject(environment) ? environment['variables'] : undefined
    return Object.entries(isObject(variables) ? variables : {})
      .filter(([name, value]) => isSecret(name, value))
      .map(
        ([name]) =>
          `Variable ${name} of ${each.node.path} holds a secret, which whoever may look at the function reads: keep it in Secrets Manager, and let the suite read it by its name.`,
      )
  })
}

function isSecret(name: string, value: unknown): boolean {
  return (
    (typeof value === 'string' && namesOfSecrets.test(name)) ||
    valuesOfSecrets.test(JSON.stringify(value) ?? '')
  )
}
