/** The whole stack on this machine, built from the synthesized template: table, user pool, functions, console. */
import { randomBytes, randomUUID } from 'node:crypto'
import { cognitoLimitMs } from '../triggers/core/deadline.ts'
import { languages } from '../triggers/core/denials.ts'
import { type CallOrigin, viewCall } from './call-view.ts'
import { createInvocationLog } from './console/invocation-log.ts'
import { startConsole } from './console/server.ts'
import { startFaultProxy } from './faults.ts'
import type { DependencyName } from './faults/fault.ts'
import { type LambdaService, startLambdaService } from './lambda/service.ts'
import { createMailbox } from './mailbox.ts'
import type { KeyPair } from './pool/keys.ts'
import { startUserPool, type UserPool } from './pool/service.ts'
import { startTable } from './table.ts'
import { isInvocationAllowed } from './template/invocation-policy.ts'
import type { ClientModel, StackModel } from './template/stack-model.ts'

export interface StackOptions {
  readonly model: StackModel
  /** The console's port; the services take the three after it. 0 picks free ones. */
  readonly port: number
  /** How often the pool calls a trigger that does not answer in time. Default 3. */
  readonly attempts?: number
  /** Default: a new pair. */
  readonly keyPair?: KeyPair
}

/** What `.local/stack.json` holds. */
export interface StackDetails {
  readonly region: string
  readonly cognitoEndpoint: string
  readonly lambdaEndpoint: string
  readonly dynamodbEndpoint: string
  readonly consoleUrl: string
  /** Sent as a bearer token to the console's API. */
  readonly consoleToken: string
  readonly tableName: string
  readonly userPoolId: string
  readonly clients: Readonly<
    Record<ClientModel['kind'], { readonly clientId: string; readonly clientSecret?: string }>
  >
  /** Trigger name → function name. */
  readonly functions: Readonly<Record<string, string>>
  readonly issuer: string
}

export interface LocalStack {
  readonly details: StackDetails
  /** Settings of the template that the local pool accepts but does not act on. */
  readonly notSimulated: readonly string[]
  /** Ends everything, in reverse order; no process is left. */
  close(): Promise<void>
}

/** Starts every service; when one cannot start, those that did are ended before it rejects. */
export async function startStack({ model, port, attempts = 3, keyPair }: StackOptions): Promise<LocalStack> {
  const running: (() => Promise<void>)[] = []
  const keep = <Service extends { close(): Promise<void> }>(service: Service): Service => {
    running.push(() => service.close())
    return service
  }
  const close = async (): Promise<void> => {
    for (const end of running.splice(0).toReversed()) await end()
  }
  const portAt = (offset: number): number => (port === 0 ? 0 : port + offset)

  try {
    const mailbox = createMailbox()
    const calls = createInvocationLog()
    const origins = new Map<string, CallOrigin>()
    const triggerOf = new Map(model.functions.map(({ functionName, trigger }) => [functionName, trigger]))

    const table = keep(await startTable({ port: portAt(3), table: model.table }))
    const pool: UserPool = keep(
      await startUserPool({
        port: portAt(1),
        region: model.region,
        accountId: model.accountId,
        poolId: model.userPool.id,
        poolArn: model.userPool.arn,
        pool: model.userPool.properties,
        clients: model.clients,
        groups: model.groups,
        mailbox,
        attempts,
        ...(keyPair === undefined ? {} : { keyPair }),
        isTriggerAllowed: (functionArn, sourceArn) =>
          isInvocationAllowed(model, functionArn, {
            principal: 'cognito-idp.amazonaws.com',
            sourceArn,
            sourceAccount: model.accountId,
          }),
        async invokeTrigger({ functionArn, payload, abandonAfterMs, origin }) {
          const requestId = randomUUID()
          origins.set(requestId, origin)
          const event: unknown = JSON.parse(payload)
          const result = await lambda.invoke({ functionArn, payload: event, abandonAfterMs, requestId })
          switch (result.kind) {
            case 'success':
            case 'function-error':
            case 'not-found':
            case 'throttled':
            case 'abandoned':
              return result
            case 'accepted':
            case 'dry-run':
            case 'invalid-request':
            case 'request-too-large':
              return { kind: 'function-error', errorType: 'Runtime.Refused', errorMessage: result.kind }
          }
        },
      }),
    )
    const startProxy = async (name: DependencyName, target: string) =>
      keep(await startFaultProxy({ name, target, port: 0, random: Math.random }))
    const proxies = new Map([
      ['table', await startProxy('table', table.endpoint)],
      ['user-pool', await startProxy('user-pool', pool.endpoint)],
    ])
    const lambda: LambdaService = keep(
      await startLambdaService({
        port: portAt(2),
        region: model.region,
        functions: model.functions,
        environment: {
          AWS_ENDPOINT_URL_DYNAMODB: proxies.get('table')?.endpoint ?? table.endpoint,
          AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: proxies.get('user-pool')?.endpoint ?? pool.endpoint,
        },
        onInvocation(record) {
          calls.add(
            viewCall(record, triggerOf.get(record.functionName) ?? 'unknown', origins.get(record.requestId)),
          )
          origins.delete(record.requestId)
        },
      }),
    )

    const clients = readClients(model.clients)
    const functions = Object.fromEntries(
      model.functions.map(({ trigger, functionName }) => [trigger, functionName]),
    )
    const token = randomBytes(24).toString('base64url')
    const console = keep(
      await startConsole({
        port: portAt(0),
        token,
        mailbox,
        invocations: () => calls.list(),
        onInvocation: (listener) => calls.onInvocation(listener),
        faults: {
          get: () => Object.fromEntries([...proxies].map(([name, proxy]) => [name, proxy.get()])),
          set: (name, fault) => proxies.get(name)?.set(fault),
        },
        stack: {
          region: model.region,
          cognitoEndpoint: pool.endpoint,
          userPoolId: model.userPool.id,
          clientId: clients.public.clientId,
          functions,
          limits: {
            triggerMs: cognitoLimitMs,
            attempts,
            functionTimeoutMs: Object.fromEntries(
              model.functions.map(({ functionName, timeoutS }) => [functionName, timeoutS * 1_000]),
            ),
          },
          locales: languages,
        },
      }),
    )
    return {
      details: {
        region: model.region,
        cognitoEndpoint: pool.endpoint,
        lambdaEndpoint: lambda.endpoint,
        dynamodbEndpoint: table.endpoint,
        consoleUrl: console.url,
        consoleToken: token,
        tableName: model.table.name,
        userPoolId: model.userPool.id,
        clients,
        functions,
        issuer: pool.issuer,
      },
      notSimulated: pool.notSimulated,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function readClients(clients: readonly ClientModel[]): StackDetails['clients'] {
  const one = (kind: ClientModel['kind']) => {
    const client = clients.find((candidate) => candidate.kind === kind)
    if (client === undefined)
      throw new TypeError(
        `The template has no ${kind} app client: add one to the user pool in infra/app-clients.ts.`,
      )
    const { clientId, clientSecret } = client
    return clientSecret === undefined ? { clientId } : { clientId, clientSecret }
  }
  return { public: one('public'), confidential: one('confidential'), machine: one('machine') }
}
