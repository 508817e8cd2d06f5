/** The surroundings of a simulation: the built functions, a table and a stand-in for the user pool, with faults between
 * them. It has no pool and no template, and nothing outlives the command. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { startFaultProxy } from '@cognito-trigger-suite/local/internal/faults'
import type { InvocationRecord, InvokeResult } from '@cognito-trigger-suite/local/internal/lambda/invocation'
import { closeServer, listenOnLoopback } from '@cognito-trigger-suite/local/internal/listen'
import { startLambdaService } from '@cognito-trigger-suite/local/internal/lambda/service'
import type { SlowMotion } from '@cognito-trigger-suite/local/internal/slow-motion'
import { startOtherAws } from '@cognito-trigger-suite/local/internal/stand-ins/other-aws'
import { startTable } from '@cognito-trigger-suite/local/internal/table/table'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { anyOwnOrigin, originVariable } from '@cognito-trigger-suite/triggers/internal/core/own-origin'
import { functionTimeoutMs } from '@cognito-trigger-suite/triggers/internal/core/plan'
import {
  isSuiteDependency,
  type SuiteDependency,
  suiteDependencies,
} from '@cognito-trigger-suite/triggers/core/step'
import type { TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import type { OwnServices } from '@cognito-trigger-suite/local/internal/template/own-dependencies'
import { usageError } from '../cli-error.ts'
import { callName } from '../help.ts'
import type { Faults } from '../fault-text.ts'

/** A team's own dependency: with an origin, or with ARNs of AWS services, or both. */
export interface OwnDependency extends OwnServices {
  readonly isAddressed: boolean
}

export interface StageOptions {
  /** The folder of `<trigger>/index.mjs`. */
  readonly bundles: string
  readonly triggers: readonly TriggerName[]
  readonly faults: Faults
  /** What a team's own dependencies are, asked only when a fault is none of the suite's. */
  readonly ownDependencies: () => Promise<readonly OwnDependency[]>
  readonly random: () => number
  /** Starts each function's sandbox before the first call. */
  readonly isWarm: boolean
  readonly slowMotion: SlowMotion
}

export interface Stage extends AsyncDisposable {
  invoke(call: StageCall): Promise<InvokeResult>
  /** The end of a running invocation. It resolves also when the caller has stopped waiting. */
  recordOf(requestId: string): Promise<InvocationRecord>
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

/** The variable by which functions find each dependency. */
const variables: Readonly<Record<SuiteDependency, string>> = {
  table: 'AWS_ENDPOINT_URL_DYNAMODB',
  'user-pool': 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER',
  'event-bus': 'AWS_ENDPOINT_URL_EVENTBRIDGE',
  mail: 'AWS_ENDPOINT_URL_SESV2',
  webhook: 'WEBHOOK_LOOPBACK_ORIGIN',
  'human-check': 'HUMAN_CHECK_LOOPBACK_ORIGIN',
}

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
  const own = await findOwn(options)
  for (const trigger of options.triggers) {
    if (!existsSync(join(options.bundles, trigger, 'index.mjs')))
      throw usageError(`The bundle of ${trigger} is not in ${options.bundles}: run \`${callName} build\`.`)
  }
  await using running = new AsyncDisposableStack()
  const keep = <Service extends { close(): Promise<void> }>(service: Service): Service =>
    running.adopt(service, () => service.close())
  const { faults, random } = options
  const { clock, environment } = options.slowMotion
  const records = new Map<string, PromiseWithResolvers<InvocationRecord>>()
  const recorded = (requestId: string): PromiseWithResolvers<InvocationRecord> => {
    const known = records.get(requestId) ?? Promise.withResolvers<InvocationRecord>()
    records.set(requestId, known)
    return known
  }

  const table = keep(await startTable({ port: 0, table: { name: tableName, properties: tableProperties } }))
  const stub = keep(await startStub())
  const proxy = async (name: string, target: string): Promise<string> => {
    const started = keep(await startFaultProxy({ name, target, port: 0, random, clock }))
    started.set(faults.get(name) ?? null)
    return started.endpoint
  }
  const proxied: Record<string, string> = {}
  for (const name of suiteDependencies)
    proxied[variables[name]] = await proxy(name, name === 'table' ? table.endpoint : stub.endpoint)
  for (const { name, isAddressed } of own)
    if (isAddressed) proxied[originVariable(name)] = await proxy(name, stub.endpoint)
  const otherAws = await startOtherAws({
    dependencies: own,
    faultOf: (name) => faults.get(name) ?? null,
    target: stub.endpoint,
    random,
    clock,
    keep,
  })
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
        environment: {
          TABLE_NAME: tableName,
          EVENT_BUS_NAME: 'simulated-event-bus',
          WEBHOOK_SECRET_ARN: 'simulated-webhook-secret',
        },
        aliases: [liveAlias],
      })),
      clock,
      environment: {
        ...environment,
        ...proxied,
        // Any other call of a rule reaches the stand-in: nothing leaves this machine.
        AWS_ENDPOINT_URL: otherAws.endpoint,
        [anyOwnOrigin]: stub.endpoint,
      },
      onInvocation: (record) => recorded(record.requestId).resolve(record),
    }),
  )
  if (options.isWarm) await Promise.all(options.triggers.map((trigger) => service.prewarm(trigger)))
  const kept = running.move()
  return {
    invoke: (call) => service.invoke(call),
    recordOf: (requestId) => recorded(requestId).promise,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** The team's own dependencies, if a fault is on one of them. @throws CliError for a fault on none */
async function findOwn({ faults, ownDependencies }: StageOptions): Promise<readonly OwnDependency[]> {
  if ([...faults.keys()].every(isSuiteDependency)) return []
  const own = await ownDependencies()
  const names = [...suiteDependencies, ...own.map(({ name }) => name)]
  const stranger = [...faults.keys()].find((name) => !names.includes(name))
  if (stranger === undefined) return own
  throw usageError(
    `There is no dependency '${stranger}'${suggest(stranger, names) || ':'} simulate has ${names.join(', ')}.`,
  )
}

function functionArnOf(trigger: TriggerName): string {
  return `arn:aws:lambda:${region}:123456789012:function:${trigger}`
}

/** Accepts every call, like a user pool that adds every user to every group. A store of secrets gives a made-up one. */
async function startStub(): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const secret = randomBytes(24).toString('base64')
  const answer = JSON.stringify({ SecretString: secret, Parameter: { Value: secret } })
  const server = createServer((incoming, outgoing) => {
    const isOfSecret = /\.Get(?:SecretValue|Parameter)$/.test(String(incoming.headers['x-amz-target']))
    incoming.resume()
    incoming.on('end', () => {
      outgoing.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' })
      outgoing.end(isOfSecret ? answer : '{}')
    })
  })
  const port = await listenOnLoopback(server, 0)
  return { endpoint: `http://127.0.0.1:${port}`, close: () => closeServer(server) }
}
