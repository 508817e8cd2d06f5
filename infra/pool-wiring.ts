/** Reads from the construct tree which function a pool calls for which trigger, and which permission allows it. */
import { Stack } from 'aws-cdk-lib/core'
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito'
import type { UserPool } from 'aws-cdk-lib/aws-cognito'
import { CfnAlias, CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda'

export interface WiredTrigger {
  /** The name in `LambdaConfig` with a lower-case first letter, such as `preTokenGenerationConfig`. */
  readonly operation: string
  /** The logical id of the function or alias, or the ARN of one outside the stack. */
  readonly target: string
  readonly version?: string
  /** Absent when the function is outside the stack. */
  readonly function?: WiredFunction
}

interface WiredFunction {
  readonly path: string
  /** Lambda's own limit; 3 s unless set. */
  readonly timeoutS: number
}

interface WiredPermission {
  /** The logical id of the function or alias. */
  readonly target: string
  readonly principal: string
  /** The logical id of the resource that may call it. */
  readonly source?: string
}

export interface PoolWiring {
  readonly poolLogicalId: string
  readonly plan?: string
  /** `DEVELOPER` for SES. */
  readonly emailSendingAccount?: string
  readonly triggers: readonly WiredTrigger[]
  /** The triggers, named as `operation` is, that an override of the template decides. */
  readonly overridden: readonly string[]
  readonly permissions: readonly WiredPermission[]
}

/** It reads only the pool's own stack. */
export function readPoolWiring(pool: UserPool): PoolWiring {
  const stack = Stack.of(pool)
  const resources = stack.node.findAll()
  const nameOf = (value: unknown): string => describeTarget(stack.resolve(value))
  const functions = readFunctions(resources, nameOf)

  const cfnPool = pool.node.defaultChild
  if (!(cfnPool instanceof CfnUserPool))
    throw new TypeError(`${pool.node.path} holds no AWS::Cognito::UserPool.`)
  const config: unknown = stack.resolve(cfnPool.lambdaConfig) ?? {}
  return {
    poolLogicalId: nameOf(cfnPool.ref),
    plan: cfnPool.userPoolTier,
    ...readSendingAccount(stack.resolve(cfnPool.emailConfiguration)),
    triggers: Object.entries(isObject(config) ? config : {}).map(([operation, value]) => {
      const target = describeTarget(isObject(value) && 'lambdaArn' in value ? value['lambdaArn'] : value)
      const version = isObject(value) ? value['lambdaVersion'] : undefined
      return {
        operation,
        target,
        version: typeof version === 'string' ? version : undefined,
        function: functions.get(target),
      }
    }),
    overridden: readOverridden(cfnPool, isObject(config) ? Object.keys(config) : []),
    permissions: resources
      .filter((resource) => resource instanceof CfnPermission)
      .map((permission) => ({
        target: nameOf(permission.functionName),
        principal: permission.principal,
        source: permission.sourceArn === undefined ? undefined : nameOf(permission.sourceArn),
      })),
  }
}

/** The CDK keeps overrides apart, and writes them over the properties at the end. */
function readOverridden(pool: CfnUserPool, operations: readonly string[]): readonly string[] {
  const overrides: unknown = Reflect.get(pool, 'rawOverrides')
  const properties = isObject(overrides) ? overrides['Properties'] : undefined
  if (!isObject(properties) || !Object.hasOwn(properties, 'LambdaConfig')) return []
  const config = properties['LambdaConfig']
  if (!isObject(config)) return operations
  const names = new Set(Object.keys(config).map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`))
  return operations.filter((operation) => names.has(operation))
}

function readSendingAccount(email: unknown): Pick<PoolWiring, 'emailSendingAccount'> {
  const account = isObject(email) ? email['emailSendingAccount'] : undefined
  return typeof account === 'string' ? { emailSendingAccount: account } : {}
}

/** By logical id of the function and of each of its aliases. */
function readFunctions(
  resources: readonly unknown[],
  nameOf: (value: unknown) => string,
): ReadonlyMap<string, WiredFunction> {
  const functions = new Map(
    resources
      .filter((resource) => resource instanceof CfnFunction)
      .map((fn) => [nameOf(fn.ref), { path: fn.node.path, timeoutS: fn.timeout ?? 3 }]),
  )
  for (const alias of resources.filter((resource) => resource instanceof CfnAlias)) {
    const fn = functions.get(nameOf(alias.functionName))
    if (fn !== undefined) functions.set(nameOf(alias.ref), fn)
  }
  return functions
}

/** `Ref` and `Fn::GetAtt` of the same resource are the same target. */
function describeTarget(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved
  if (!isObject(resolved)) return JSON.stringify(resolved)
  const attribute = resolved['Fn::GetAtt']
  const reference: unknown = resolved['Ref'] ?? (Array.isArray(attribute) ? attribute[0] : undefined)
  return typeof reference === 'string' ? reference : JSON.stringify(resolved)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
