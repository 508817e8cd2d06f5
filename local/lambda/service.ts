/** Runs Lambda functions on this machine, for callers over HTTP and in this process. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type Clock, systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { Served } from '../listen.ts'
import { serve } from '../serve.ts'
import { createDispatch } from './dispatch.ts'
import { checkFunctions, type FunctionConfig, publishedVersion } from './function-config.ts'
import { resolveFunction } from './function-target.ts'
import type { InvocationRecord, InvokeRequest, InvokeResult } from './invocation.ts'
import { createInvokeApi } from './invoke-api.ts'
import { createPolicies, type Policies } from './policies.ts'
import { addPolicyRoutes } from './policy-api.ts'
import { startProcessGuard } from './process-guard.ts'
import { createSandboxPool, type SandboxPool } from './sandbox-pool.ts'

export interface LambdaServiceOptions {
  /** Port on 127.0.0.1; 0 picks a free one. */
  readonly port: number
  readonly region: string
  readonly functions: readonly FunctionConfig[]
  /** Added to each sandbox, over the function's own variables: the addresses of the other local services. */
  readonly environment?: Readonly<Record<string, string>>
  /** Called when an invocation has ended, abandoned ones too. */
  readonly onInvocation?: (record: InvocationRecord) => void
  /** Requests that one function serves at once, 1 or more; more than that are throttled. Default 10. */
  readonly maxConcurrency?: number
  /** Stops a sandbox between two requests, as Lambda does. Default true. */
  readonly freezeBetweenRequests?: boolean
  /** What callers add to the policies of functions. Default: kept, and asked by nobody. */
  readonly policies?: Policies
  readonly clock?: Clock
  /** A new UUID at each call. */
  readonly newId?: () => string
}

/** Its `endpoint` is the one of an SDK's client; `close` kills all sandboxes, and resolves when none is left. */
export interface LambdaService extends Served {
  /** Never rejects because of what the function does; rejects when the service is closed. */
  invoke(request: InvokeRequest): Promise<InvokeResult>
  /** Starts a sandbox ahead of time, as provisioned concurrency does; without an alias, for the published version. */
  prewarm(functionName: string): Promise<void>
  /** From now on there are these functions. One that is as it was keeps its sandboxes. What runs ends as it began, and the
   * next request of a function that changed starts cold. Resolves when nothing of the replaced ones runs any more.
   * @throws as the start does; then nothing is replaced */
  replace(functions: readonly FunctionConfig[]): Promise<void>
  /** Newest first, the last 200. */
  invocations(): readonly InvocationRecord[]
}

const maxRecords = 200

export async function startLambdaService(options: LambdaServiceOptions): Promise<LambdaService> {
  const { region, clock = systemClock, newId = randomUUID, onInvocation } = options
  checkFunctions(options.functions)
  let records: readonly InvocationRecord[] = []
  // A function may invoke another one: it learns the address once there is one.
  const extraEnvironment: Record<string, string> = { ...options.environment }

  const guard = startProcessGuard()
  const makePool = (config: FunctionConfig): SandboxPool =>
    createSandboxPool({
      config,
      region,
      extraEnvironment,
      guard,
      clock,
      newId,
      maxConcurrency: options.maxConcurrency ?? 10,
      freezeBetweenRequests: options.freezeBetweenRequests ?? true,
    })
  const pools = new Map(options.functions.map((config) => [config.functionName, makePool(config)]))
  const retired = new Set<SandboxPool>()
  const retireAll = async (replaced: readonly SandboxPool[]): Promise<void> => {
    await Promise.all(
      replaced.map(async (pool) => {
        retired.add(pool)
        await pool.retire()
        retired.delete(pool)
      }),
    )
  }
  const dispatch = createDispatch({
    pools,
    clock,
    newId,
    onRecord(record) {
      records = [record, ...records.slice(0, maxRecords - 1)]
      onInvocation?.(record)
    },
  })

  const { policies = createPolicies() } = options
  const resolve = (name: string, qualifier: string | undefined) =>
    resolveFunction(
      [...pools.values()].map(({ config }) => config),
      name,
      qualifier,
    )
  const app = createInvokeApi(dispatch, (routes) => addPolicyRoutes(routes, policies, resolve))
  const served = await serve(app, options.port, 'own-checks').catch(async (error: unknown) => {
    await guard.close()
    throw error
  })

  extraEnvironment['AWS_ENDPOINT_URL_LAMBDA'] ??= served.endpoint

  return {
    endpoint: served.endpoint,
    async invoke({ functionArn, payload, invocationType = 'RequestResponse', abandonAfterMs, ...given }) {
      const { requestId, result, abandon } = dispatch({
        identifier: functionArn,
        invocationType,
        requestId: given.requestId,
        traceId: given.traceId,
        payload: JSON.stringify(payload === undefined ? {} : payload),
      })
      if (abandonAfterMs === undefined) return result
      const late = Promise.withResolvers<InvokeResult>()
      const cancel = clock.after(abandonAfterMs, () => {
        abandon()
        late.resolve({ kind: 'abandoned', requestId })
      })
      return Promise.race([result, late.promise]).finally(cancel)
    },
    async prewarm(functionName) {
      const resolution = resolve(functionName, undefined)
      if (resolution.kind !== 'found') throw new Error(resolution.message)
      const { config, qualifier, version } = resolution.target
      const isPublished = qualifier === undefined && config.aliases.length > 0
      await pools.get(config.functionName)?.prewarm(isPublished ? publishedVersion : version)
    },
    replace(functions) {
      checkFunctions(functions)
      const before = new Map(pools)
      pools.clear()
      for (const config of functions) {
        const old = before.get(config.functionName)
        const isSame = old !== undefined && isDeepStrictEqual(old.config, config)
        pools.set(config.functionName, isSame ? old : makePool(config))
      }
      const kept = new Set(pools.values())
      const replaced = [...before.values()].filter((pool) => !kept.has(pool))
      return retireAll(replaced)
    },
    invocations: () => records,
    async close() {
      await Promise.all([...pools.values(), ...retired].map((pool) => pool.close()))
      await served.close()
      await guard.close()
    },
  }
}
