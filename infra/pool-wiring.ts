/** Reads from the construct tree which function a pool calls for which trigger, which permission allows it, and what the
 * app clients may write. */
import {
  CfnResource,
  DefaultTokenResolver,
  type IResolvable,
  type IResolveContext,
  type IPostProcessor,
  Reference,
  Stack,
  Stage,
  Tokenization,
} from 'aws-cdk-lib/core'
import { type CfnUserPool, CfnUserPoolClient, CfnUserPoolGroup } from 'aws-cdk-lib/aws-cognito'
import { CfnAlias, CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda'

export interface WiredTrigger {
  /** The name in `LambdaConfig` with a lower-case first letter, such as `preTokenGenerationConfig`. */
  readonly operation: string
  /** `<path>` of the function or alias, or the ARN of one outside the app. */
  readonly target: string
  readonly version?: string
  /** Absent when the function is outside the app. */
  readonly function?: WiredFunction
}

interface WiredFunction {
  /** Of the function or alias that is called. */
  readonly target: string
  readonly path: string
  /** Lambda's own limit; 3 s unless set. */
  readonly timeoutS: number
}

interface WiredPermission {
  readonly target: string
  readonly principal: string
  /** What may call it; `<path>` stands for what is of the app. */
  readonly source?: string
}

export interface WiredClient {
  readonly path: string
  /** Absent when the client does not say. */
  readonly writes?: readonly string[]
}

export interface PoolWiring {
  readonly pool: string
  /** `unseen` when the deployment tells it. */
  readonly plan?: string
  /** `DEVELOPER` for SES. */
  readonly emailSendingAccount?: string
  readonly triggers: readonly WiredTrigger[]
  readonly permissions: readonly WiredPermission[]
  readonly clients: readonly WiredClient[]
  readonly groups: readonly { readonly name: string; readonly path: string }[]
}

/** It reads the whole stage of the app, since functions and clients may be in another stack.
 * @throws TypeError for a `LambdaConfig` that cannot be read */
export function readPoolWiring(pool: CfnUserPool): PoolWiring {
  const stack = Stack.of(pool)
  const resources = (Stage.of(pool) ?? stack).node.findAll()
  const functions = readFunctions(stack, resources)
  const named = nameOf(pool, pool.ref)
  const isOfPool = (resource: CfnUserPoolClient | CfnUserPoolGroup): boolean =>
    nameOf(resource, resource.userPoolId) === named

  const properties = readProperties(pool)
  const config = properties['LambdaConfig']
  const triggers = Object.entries(isObject(config) ? config : {})
  if (triggers.some(([property]) => /^(?:Fn::|Ref$)/.test(property))) {
    throw new TypeError(
      `Pool ${pool.node.path} has a lambdaConfig that only the deployment knows, so that nobody sees what it calls: write it out, or give the pool's ARN.`,
    )
  }
  const plan = properties['UserPoolTier']
  return {
    pool: named,
    ...(plan !== undefined && { plan: typeof plan === 'string' ? plan : 'unseen' }),
    ...readSendingAccount(properties['EmailConfiguration']),
    triggers: triggers
      .filter(([property, value]) => value !== undefined && property !== 'KMSKeyID')
      .map(([property, value]) => {
        const called = nameTarget(isObject(value) && 'LambdaArn' in value ? value['LambdaArn'] : value)
        const version = isObject(value) ? value['LambdaVersion'] : undefined
        const found = functions.get(called)
        return {
          operation: `${property.charAt(0).toLowerCase()}${property.slice(1)}`,
          target: found?.target ?? called,
          ...(typeof version === 'string' && { version }),
          ...(found && { function: found }),
        }
      }),
    permissions: resources
      .filter((resource) => resource instanceof CfnPermission)
      .map((permission) => ({
        target: nameOf(permission, permission.functionName),
        principal: permission.principal,
        ...(permission.sourceArn !== undefined && { source: nameOf(permission, permission.sourceArn) }),
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
      .map((group) => ({ name: nameOf(group, group.groupName), path: group.node.path })),
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
export function describeTarget({ target }: Pick<WiredTrigger, 'target'>): string {
  return target.replace(/^<(.*)>$/, '$1')
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

/** By what the pool's template writes for the function and for each of its aliases. Those of its own stack go before
 * others. A function of another account or Region cannot be called. */
function readFunctions(stack: Stack, all: readonly unknown[]): ReadonlyMap<string, WiredFunction> {
  const resources = all
    .filter((resource) => resource instanceof CfnFunction || resource instanceof CfnAlias)
    .filter((resource) => Stack.of(resource).environment === stack.environment)
    .toSorted((one, other) => Number(Stack.of(one) === stack) - Number(Stack.of(other) === stack))
  const byName = new Map(
    resources
      .filter((resource) => resource instanceof CfnFunction)
      .map((fn) => [nameOf(fn, fn.ref), fn] as const),
  )
  return new Map(
    resources.flatMap((resource): [string, WiredFunction][] => {
      const fn = resource instanceof CfnAlias ? byName.get(nameOf(resource, resource.functionName)) : resource
      if (fn === undefined) return []
      const target = nameOf(resource, resource.ref)
      return [
        [nameTarget(stack.resolve(resource.ref)), { target, path: fn.node.path, timeoutS: timeoutOf(fn) }],
      ]
    }),
  )
}

function timeoutOf(fn: CfnFunction): number {
  const timeoutS = Number(readProperties(fn)['Timeout'])
  return Number.isNaN(timeoutS) ? 3 : timeoutS
}

/** Names what a value refers to by its path. Logical ids are not enough: two stacks of one class have the same. */
function nameOf(resource: CfnResource, value: unknown): string {
  const resolver = new Paths({ join: (left, right) => `${toText(left)}${toText(right)}` })
  const written: unknown = Tokenization.resolve(value, { scope: resource, resolver, preparing: false })
  if (!isObject(written)) return toText(written)
  const [stack, id] = [Stack.of(resource), nameTarget(written)]
  const named = stack.node
    .findAll()
    .find((each) => each instanceof CfnResource && stack.resolve(each.logicalId) === id)
  return named === undefined ? toText(written) : `<${named.node.path}>`
}

function toText(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

class Paths extends DefaultTokenResolver {
  override resolveToken(token: IResolvable, context: IResolveContext, post: IPostProcessor): unknown {
    if (!Reference.isReference(token)) return super.resolveToken(token, context, post)
    const { target, displayName } = token
    return `<${Stack.isStack(target) ? displayName : target.node.path}>`
  }
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
