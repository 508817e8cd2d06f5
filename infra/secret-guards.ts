/** Secrets in variables of functions, where everybody reads them who may look at a function. */
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'

import { isObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { readProperties } from './pool-wiring.ts'

/** By their last words, `DB_PASSWORD` and `dbPassword` alike. */
const namesOfSecrets =
  /(^|_)(secret|password|passwd|pass|pwd|passphrase|token|credentials?|(api|private|secret|signing|access|encryption)_?key)$/

/** CloudFormation puts the secret itself there; a private key; the id of an access key; a password in an address. */
const valuesOfSecrets =
  /\{\{resolve:(secretsmanager|ssm-secure):|-----BEGIN [A-Z ]*PRIVATE KEY|\bA[KS]IA[0-9A-Z]{16}\b|:\/\/[^\s/:@"]+:[^\s/@"]+@/

/** A sentence for each variable, of every function below the scope, that holds a secret. */
export function findSecretVariables(scope: Construct): readonly string[] {
  return scope.node.findAll().flatMap((each) => {
    if (!(each instanceof CfnFunction)) return []
    const environment = readProperties(each)['Environment']
    const variables = isObject(environment) ? environment['Variables'] : undefined
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
    (typeof value === 'string' &&
      namesOfSecrets.test(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase())) ||
    valuesOfSecrets.test(JSON.stringify(value) ?? '')
  )
}
