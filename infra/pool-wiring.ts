/** Reads from the construct tree which function a pool calls for which trigger, which permission allows it, and what the
 * app clients may write. */
import { type CfnResource, Stack, Stage } from 'aws-cdk-lib/core'
import { type CfnUserPool, CfnUserPoolClient, CfnUserPoolGroup } from 'aws-cdk-lib/aws-cognito'
import { CfnAlias, CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda'

export interface WiredTrigger {
  /** The name in `LambdaConfig` with a lower-case first letter, such as `preTokenGenerationConfig`. */
  readonly operation: string
  /** The logical id of the function or alias, or the ARN of one outside the app. */
  readonly target: string
  readonly version?: string
  /** Absent when the function is outside the app. */
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

export interface WiredClient {
  readonly path: string
  /** Absent when the client does not say. */
  readonly writes?: readonly string[]
}

export interface PoolWiring {
  readonly poolLogicalId: string
  readonly plan?: string
  /** `DEVELOPER` for SES. */
  readonly emailSendingAccount?: string
  readonly triggers: readonly WiredTrigger[]
  readonly permissions: readonly WiredPermission[]
  readonly clients: readonly WiredClient[]
  readonly groups: readonly { readonly name: string; readonly path: string }[]
}

type Name = (value: unknown) => string

/** It reads the whole stage of the app, since functions and clients may be in another stack. */
export function readPoolWiring(pool: CfnUserPool): PoolWiring {
  const stack = Stack.of(pool)
  const resources = (Stage.of(pool) ?? stack).node.findAll()
  const nameOf: Name = (value) => nameTarget(stack.resolve(value))
  const functions = readFunctions(stack, resources, nameOf)
  const poolLogicalId = nameOf(pool.ref)
  const isOfPool = ({ userPoolId }: { readonly userPoolId: unknown }): boolean =>
    nameOf(userPoolId) === poolLogicalId

  const properties = readProperties(pool)
  const config = properties['LambdaConfig']
  const plan = properties['UserPoolTier']
  return {
    poolLogicalId,
    ...(typeof plan === 'string' && { plan }),
    ...readSendingAccount(properties['EmailConfiguration']),
    triggers: Object.entries(isObject(config) ? config : {})
      .filter(([property, value]) => value !== undefined && property !== 'KMSKeyID')
      .map(([property, value]) => {
        const target = nameTarget(isObject(value) && 'LambdaArn' in value ? value['LambdaArn'] : value)
        const version = isObject(value) ? value['LambdaVersion'] : undefined
        const found = functions.get(target)
        return {
          operation: `${property.charAt(0).toLowerCase()}${property.slice(1)}`,
          target,
          ...(typeof version === 'string' && { version }),
          ...(found && { function: found }),
        }
      }),
    permissions: resources
      .filter((resource) => resource instanceof CfnPermission)
      .map((permission) => ({
        target: nameOf(permission.functionName),
        principal: permission.principal,
        ...(permission.sourceArn !== undefined && { source: nameOf(permission.sourceArn) }),
      })),
    clients: resources
      .filter((resource) => resource instanceof CfnUserPoolClient)
      .filter(isOfPool)
      .filter((client) => !isForMachines(client))
      .map((client) => {
        const writes = readProperties(client)['WriteAttributes']
        return { path: client.node.path, ...(Array.isArray(writes) && { writes: writes.map(String) }) }
      }),
    groups: resources
      .filter((resource) => resource instanceof CfnUserPoolGroup)
      .filter(isOfPool)
      .map((group) => ({ name: nameOf(group.groupName), path: group.node.path })),
  }
}

/** What the template says of a resource, after its overrides. */
export function readProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  const rendered: unknown = Stack.of(resource).resolve(resource._toCloudFormation())
  const [only] =
    isObject(rendered) && isObject(rendered['Resources']) ? Object.values(rendered['Resources']) : []
  const properties = isObject(only) ? only['Properties'] : undefined
  return isObject(properties) ? properties : {}
}

/** The pool's own attributes, by their names in tokens and events. The standard ones are there in any case. */
export function readSchema(pool: CfnUserPool): readonly string[] {
  const schema: unknown = Stack.of(pool).resolve(pool.schema)
  return (Array.isArray(schema) ? schema : []).flatMap((each: unknown) =>
    isObject(each) ? [`custom:${String(each['name'])}`] : [],
  )
}

/** How a sentence names the function of a trigger. */
export function describeTarget({ target, function: fn }: WiredTrigger): string {
  return target.startsWith('{') && fn !== undefined ? fn.path : target
}

/** A client through which no person signs in. */
function isForMachines(client: CfnUserPoolClient): boolean {
  const { AllowedOAuthFlows: flows, ExplicitAuthFlows: explicit } = readProperties(client)
  return Array.isArray(flows) && flows.join() === 'client_credentials' && explicit === undefined
}

function readSendingAccount(email: unknown): Pick<PoolWiring, 'emailSendingAccount'> {
  const account = isObject(email) ? email['EmailSendingAccount'] : undefined
  return typeof account === 'string' ? { emailSendingAccount: account } : {}
}

/** By logical id of the function and of each of its aliases. Those of the pool's own stack go before others. */
function readFunctions(
  stack: Stack,
  all: readonly unknown[],
  nameOf: Name,
): ReadonlyMap<string, WiredFunction> {
  const resources = all
    .filter((resource) => resource instanceof CfnFunction || resource instanceof CfnAlias)
    .toSorted((one, other) => Number(Stack.of(one) === stack) - Number(Stack.of(other) === stack))
  const functions = new Map<string, WiredFunction>()
  for (const fn of resources) {
    if (fn instanceof CfnFunction)
      functions.set(nameOf(fn.ref), { path: fn.node.path, timeoutS: fn.timeout ?? 3 })
  }
  for (const alias of resources) {
    const fn = alias instanceof CfnAlias ? functions.get(nameOf(alias.functionName)) : undefined
    if (fn !== undefined) functions.set(nameOf(alias.ref), fn)
  }
  return functions
}

/** `Ref` and `Fn::GetAtt` of the same resource are the same target, but each output of a nested stack is its own. */
function nameTarget(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved
  if (!isObject(resolved)) return JSON.stringify(resolved)
  const attribute = resolved['Fn::GetAtt']
  const [id, name]: readonly unknown[] = Array.isArray(attribute) ? attribute : []
  const isOutput = typeof name === 'string' && name.startsWith('Outputs.')
  const reference = resolved['Ref'] ?? (isOutput ? undefined : id)
  return typeof reference === 'string' ? reference : JSON.stringify(resolved)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
