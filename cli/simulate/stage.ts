/** The surroundings of a simulation: the built functions, a table and a stand-in for the user pool, with faults between
 * them. It has no pool and no template, and nothing outlives the command. */
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { startFaultProxy } from '@cognito-trigger-suite/local/internal/faults'
import type { InvocationRecord, InvokeResult } from '@cognito-trigger-suite/local/internal/lambda/invocation'
import { closeServer, listenOnLoopback } from '@cognito-trigger-suite/local/internal/listen'
import { startLambdaService } from '@cognito-trigger-suite/local/internal/lambda/service'
import type { SlowMotion } from '@cognito-trigger-suite/local/internal/slow-motion'
import { startTable } from '@cognito-trigger-suite/local/internal/table/table'
import { anyOwnOrigin } from '@cognito-trigger-suite/triggers/internal/core/own-origin'
import { functionTimeoutMs } from '@cognito-trigger-suite/triggers/internal/core/plan'
import type { TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import { usageError } from '../cli-error.ts'
import type { Faults } from '../fault-text.ts'

export interface StageOptions {
  /** The folder of `<trigger>/index.mjs`. */
  readonly bundles: string
  readonly triggers: readonly TriggerName[]
  readonly faults: Faults
  readonly random: () => number
  /** Starts each function's sandbox before the first call. */
  readonly isWarm: boolean
  readonly slowMotion: SlowMotion
}

export interface Stage {
  invoke(call: StageCall): Promise<InvokeResult>
  /** The end of a running invocation. It resolves also when the caller has stopped waiting. */
  recordOf(requestId: string): Promise<InvocationRecord>
  close(): Promise<void>
}

interface StageCall {
  readonly functionArn: string
  readonly payload: unknown
  readonly requestId: string
  readonly abandonAfterMs: number
}

const region = 'eu-west-1'
const tableName = 'simulated-suite-table'
/** It changes nothing on this machine, where a sandbox has the whole processor. */
const memoryMb = 512
const liveAlias = 'live'

/** The service behind a fault proxy. */
const staged: ReadonlySet<string> = new Set(['table', 'user-pool'])

/** The keys that every item has. Triggers do not read the index. */
const tableProperties = {
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
}

/** The alias that is invoked. */
export function arnOf(trigger: TriggerName): string {
  return `${functionArnOf(trigger)}:${liveAlias}`
}

/** @throws CliError when a function is not built, or a fault names a dependency that does not exist here. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const stranger = [...options.faults.keys()].find((name) => !staged.has(name))
  if (stranger !== undefined)
    throw usageError(`There is no dependency '${stranger}': simulate has ${[...staged].join(', ')}.`)
  for (const trigger of options.triggers) {
    if (!existsSync(join(options.bundles, trigger, 'index.mjs')))
      throw usageError(`The bundle of ${trigger} is not in ${options.bundles}: run \`npm run build\`.`)
  }
  const running: (() => Promise<void>)[] = []
  const keep = <Service extends { close(): Promise<void> }>(service: Service): Service => {
    running.push(() => service.close())
    return service
  }
  const close = async (): Promise<void> => {
    for (const end of running.splice(0).toReversed()) await end()
  }
  const { clock, environment } = options.slowMotion
  const records = new Map<string, PromiseWithResolvers<InvocationRecord>>()
  const recorded = (requestId: string): PromiseWithResolvers<InvocationRecord> => {
    const known = records.get(requestId) ?? Promise.withResolvers<InvocationRecord>()
    records.set(requestId, known)
    return known
  }

  try {
    const table = keep(await startTable({ port: 0, table: { name: tableName, properties: tableProperties } }))
    const stub = keep(await startStub())
    const proxy = async (name: 'table' | 'user-pool', target: string): Promise<string> => {
      const started = keep(await startFaultProxy({ name, target, port: 0, random: options.random, clock }))
      started.set(options.faults.get(name) ?? null)
      return started.endpoint
    }
    const service = keep(
      await startLambdaService({
        port: 0,
        region,
        functions: options.triggers.map((trigger) => ({
          functionName: trigger,
          functionArn: functionArnOf(trigger),
          handler: 'index.handler',
          codeDir: join(options.bundles, trigger),
          memoryMb,
          timeoutS: functionTimeoutMs / 1_000,
          environment: { TABLE_NAME: tableName, EVENT_BUS_NAME: 'simulated-event-bus' },
          aliases: [liveAlias],
        })),
        clock,
        environment: {
          ...environment,
          AWS_ENDPOINT_URL_DYNAMODB: await proxy('table', table.endpoint),
          AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: await proxy('user-pool', stub.endpoint),
          // Any other call of a rule reaches this stand-in: nothing leaves this machine.
          AWS_ENDPOINT_URL: stub.endpoint,
          HUMAN_CHECK_LOOPBACK_ORIGIN: stub.endpoint,
          [anyOwnOrigin]: stub.endpoint,
        },
        onInvocation: (record) => recorded(record.requestId).resolve(record),
      }),
    )
    if (options.isWarm) await Promise.all(options.triggers.map((trigger) => service.prewarm(trigger)))
    return {
      invoke: (call) => service.invoke(call),
      recordOf: (requestId) => recorded(requestId).promise,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function functionArnOf(trigger: TriggerName): string {
  return `arn:aws:lambda:${region}:123456789012:function:${trigger}`
}

/** Accepts every call, like a user pool that adds every user to every group. */
async function startStub(): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    incoming.resume()
    incoming.on('end', () => {
      outgoing.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' })
      outgoing.end('{}')
    })
  })
  const port = await listenOnLoopback(server, 0)
  return { endpoint: `http://127.0.0.1:${port}`, close: () => closeServer(server) }
}
