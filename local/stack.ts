/** The whole stack on this machine, built from the synthesized template: table, user pool, functions, console. */
import { randomBytes, randomUUID } from 'node:crypto'
import { cognitoLimitMs } from '@cognito-trigger-suite/triggers/core/deadline'
import { triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { viewCall } from './call-view.ts'
import { createChains } from './chains.ts'
import { startCallers } from './callers/start-callers.ts'
import { recall } from './data/recall.ts'
import type { StackDetails } from './details-file.ts'
import { createInvocationLog } from './console/invocation-log.ts'
import type { RecordedEvent } from './stand-ins/event-bus.ts'
import { startConsole } from './console/server.ts'
import { startFaultProxy } from './faults.ts'
import type { Fault } from './faults/fault.ts'
import type { IdentityProvider } from './stand-ins/identity-provider.ts'
import { startStandIns } from './stand-ins/identity-providers.ts'
import { createLiveLog, type LiveLog } from './live/live-view.ts'
import type { Mailbox } from './stand-ins/mailbox.ts'
import { startUserPool, type UserPool } from './pool/service.ts'
import type { FaultSwitch } from './own-dependencies.ts'
import { type StackFunctions, startStackFunctions } from './stack-functions.ts'
import { startTable } from './table/table.ts'
import { readTriggerResult } from './trigger-result.ts'
import { slowMotion } from './slow-motion.ts'
import type { StackOptions } from './stack-options.ts'
import { functionsByTrigger, viewStack } from './view-stack.ts'
import { nameClients } from './template/name-clients.ts'
import type { StackModel } from './template/stack-model.ts'
import type { ReceivedWebhook } from './stand-ins/webhook.ts'
import { type LocalWorker, requireSchedule, startWorker } from './worker/worker.ts'
import { startTableStream } from './worker/worker-stream.ts'
import { startSurroundings } from './worker/worker-surroundings.ts'

export interface LocalStack {
  readonly details: StackDetails
  /** What it was started with, with addresses on this machine in place of those that AWS gives. */
  readonly model: StackModel
  /** Settings of the template that the local pool accepts but does not act on. */
  readonly notSimulated: readonly string[]
  /** Own dependencies that cannot be called here, in a sentence each. */
  readonly missing: readonly string[]
  /** Those that stand in for the template's, by name. */
  readonly identityProviders: ReadonlyMap<string, IdentityProvider>
  readonly mailbox: Pick<Mailbox, 'messages' | 'onMessage'>
  /** What was put on the event bus, newest first. */
  events(): readonly RecordedEvent[]
  /** What the webhook receiver got, newest first. */
  webhooks(): readonly ReceivedWebhook[]
  /** The dependencies that can have a fault. */
  readonly faultNames: () => readonly string[]
  /** Puts a fault on a dependency, or takes it off. */
  setFault(name: string, fault: Fault | null): void
  /** The provisioning worker's schedule and stream; undefined when the template has none. */
  readonly worker: Pick<LocalWorker, 'sweep' | 'idle'> | undefined
  /** Delivers what the template's streams have collected, without waiting for its time. */
  readonly deliver: () => Promise<void>
  /** What became of edits, which the console shows. */
  readonly live: LiveLog
  /** Follows another model as far as a running stack can: its functions, their surroundings and the settings of the pool.
   * @throws Error with one sentence when something of it cannot run */
  readonly adopt: (model: StackModel) => ReturnType<StackFunctions['adopt']>
  /** Ends everything, in reverse order; no process is left. */
  close(): Promise<void>
}

/** Starts every service; when one cannot start, those that did are ended before it rejects. */
export async function startStack(options: StackOptions): Promise<LocalStack> {
  const { port, fidelity = {}, asksWhoSignsIn = false } = options
  const attempts = options.attempts ?? fidelity.attempts ?? 3
  const { clock, environment: clockEnvironment } = options.slowMotion ?? slowMotion(1)
  await using running = new AsyncDisposableStack()
  const keep = <Service extends { close(): Promise<void> }>(service: Service): Service =>
    running.adopt(service, () => service.close())
  const portAt = (offset: number): number => (port === 0 || port + offset > 65_535 ? 0 : port + offset)
  const chains = createChains()
  const callers = await startCallers({
    models: options.model.callers,
    given: options.origins ?? process.env,
    portAt: (index) => portAt(4 + index),
    keep,
    invoker: {
      region: options.model.region,
      accountId: options.model.accountId,
      clock,
      invoke: (request) => functions.invoke(chains.begin(request)),
      onExchange: chains.addDoor,
      isAllowed: (...asked) => functions.isAllowed(...asked),
      issuerHere: (issuer) => (issuer === issuerThere ? pool.issuer : undefined),
    },
  })
  const model = callers.place(options.model)
  const issuerThere = `https://cognito-idp.${model.region}.amazonaws.com/${model.userPool.id}`
  const { mailbox, ...recalled } = recall(options.data, model.userPool.id, options.keyPair)
  const calls = createInvocationLog()
  const live = createLiveLog()

  const { items } = recalled
  const dynalite = keep(
    await startTable({ port: 0, table: model.table, others: model.otherTables ?? [], items }),
  )
  const keeper = recalled.keepFrom(dynalite)
  if (keeper !== undefined) keep(keeper)
  let worker: LocalWorker | undefined
  const table = keep(
    await startTableStream({
      port: portAt(3),
      target: dynalite.endpoint,
      region: model.region,
      tableArn: model.table.arn,
      clock: () => clock.epochMs(),
      onRecord: (record) => worker?.offer(record),
      onWrite: keeper?.onTableWrite ?? (() => {}),
    }),
  )
  const standIns = await startStandIns({ model, asks: asksWhoSignsIn, keep })
  const pool: UserPool = keep(
    await startUserPool({
      port: portAt(1),
      region: model.region,
      accountId: model.accountId,
      poolId: model.userPool.id,
      poolArn: model.userPool.arn,
      pool: model.userPool.properties,
      clients: standIns.clients,
      identityProviders: standIns.options,
      groups: model.groups,
      seedUsers: options.seedUsers ?? [],
      resourceServers: model.resourceServers,
      mailbox,
      ...fidelity,
      managedLogin: fidelity,
      attempts,
      timer: clock,
      clock: () => clock.epochMs(),
      keyPair: await recalled.keyPair,
      memory: recalled.memory,
      ...(keeper === undefined ? {} : { beforeAnswer: keeper.save }),
      isTriggerAllowed: (functionArn, sourceArn) =>
        functions.isAllowed(functionArn, sourceArn, 'cognito-idp.amazonaws.com'),
      async invokeTrigger({ functionArn, payload, abandonAfterMs, origin }) {
        const { traceId } = origin
        const requestId = randomUUID()
        chains.origins.set(requestId, chains.isKnown(traceId) ? origin : { ...origin, traceId: undefined })
        const event: unknown = JSON.parse(payload)
        return readTriggerResult(
          await functions.invoke({ functionArn, payload: event, abandonAfterMs, requestId, traceId }),
        )
      },
    }),
  )
  const startProxy = async (name: string, target: string) =>
    keep(
      await startFaultProxy({
        name,
        target,
        port: 0,
        random: Math.random,
        clock,
        onExchange: (exchange) => chains.addService(name, exchange),
      }),
    )
  const surroundings = await startSurroundings({ model, mailbox, startProxy, keep, clock })
  const tableProxy = await startProxy('table', table.endpoint)
  const poolProxy = await startProxy('user-pool', pool.endpoint)
  const functions: StackFunctions = await startStackFunctions({
    model,
    port: portAt(2),
    clock,
    environment: {
      ...surroundings.environment,
      ...clockEnvironment,
      ...callers.environment,
      AWS_ENDPOINT_URL_DYNAMODB: tableProxy.endpoint,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: poolProxy.endpoint,
      // Browsers go to the pool itself: the proxy is for functions.
      LOGIN_LOOPBACK_ORIGIN: pool.endpoint,
    },
    given: options.origins ?? process.env,
    startProxy,
    keep,
    onInvocation(record, trigger) {
      callers.onInvocation(record)
      // The console shows what Cognito calls, and what a person waits for.
      const origin = chains.origins.get(record.requestId)
      const isTrigger = triggerNames.some((name) => name === trigger)
      // What is no trigger's may run as long as its caller waits, and without a limit there, as its own.
      const ownMs = current.functions.find((each) => each.functionName === record.functionName)?.timeoutS ?? 0
      const limitMs = origin?.limitMs ?? (isTrigger ? cognitoLimitMs : ownMs * 1_000)
      if (origin?.traceId !== undefined || isTrigger)
        calls.add(viewCall(record, trigger, origin && { ...origin, limitMs }))
      chains.origins.delete(record.requestId)
    },
  })
  const switches = (): ReadonlyMap<string, FaultSwitch> =>
    new Map<string, FaultSwitch>([
      ['table', tableProxy],
      ['user-pool', poolProxy],
      ...surroundings.proxies,
      ...functions.own().switches,
    ])
  if (model.worker !== undefined) {
    requireSchedule(model, model.worker)
    const started = startWorker({
      model: model.worker,
      clock,
      // No client is left to be told when the stack ends meanwhile.
      invoke: async (functionArn, payload) =>
        (await functions.invoke({ functionArn, payload }).catch(() => undefined))?.kind === 'success',
    })
    worker = started
    running.defer(() => started.close())
  }

  let current = model
  const clients = nameClients(model.clients)
  const { clientId } = clients.public
  const { consoleToken: token = randomBytes(24).toString('base64url') } = options
  const console = keep(
    await startConsole({
      port: portAt(0),
      token,
      mailbox,
      invocations: () => calls.list(),
      onInvocation: (listener) => calls.onInvocation(listener),
      hops: chains.hops,
      faults: {
        get: () => Object.fromEntries([...switches()].map(([name, each]) => [name, each.get()])),
        set: (name, fault) => switches().get(name)?.set(fault),
      },
      live,
      stack: () => viewStack(current, { cognitoEndpoint: pool.endpoint, clientId, attempts }),
    }),
  )
  const kept = running.move()
  return {
    model,
    details: {
      region: model.region,
      cognitoEndpoint: pool.endpoint,
      lambdaEndpoint: functions.endpoint,
      dynamodbEndpoint: table.endpoint,
      consoleUrl: console.url,
      consoleToken: token,
      tableName: model.table.name,
      userPoolId: model.userPool.id,
      clients,
      functions: functionsByTrigger(model),
      issuer: pool.issuer,
      callers: callers.addresses,
    },
    notSimulated: [...pool.notSimulated, ...model.withoutEffect, ...standIns.notSimulated],
    missing: functions.own().missing,
    identityProviders: standIns.byName,
    mailbox,
    events: () => surroundings.eventBus.events(),
    webhooks: () => surroundings.webhook.received(),
    faultNames: () => [...switches().keys()],
    setFault: (name, fault) => switches().get(name)?.set(fault),
    worker,
    deliver: callers.flush,
    live,
    async adopt(edited) {
      const next = callers.place(edited)
      callers.adopt(next.callers)
      pool.adopt({ pool: next.userPool.properties, groups: next.groups })
      surroundings.adopt(next)
      const adopted = await functions.adopt(next)
      current = next
      return adopted
    },
    close: () => kept.disposeAsync(),
  }
}
