/** Secrets from Parameter Store or Secrets Manager, read with one signed request and kept in the sandbox. */
import { createCache } from '../core/cache.ts'
import { type Clock, systemClock, within } from '../core/deadline.ts'
import { checkOptions, optional } from '../core/options/check.ts'
import { clock as clockCheck } from '../core/options/port.ts'
import { secretNames } from '../core/options/secret.ts'
import { callable, whole } from '../core/options/values.ts'
import { createSharedReads } from '../core/shared-reads.ts'
import { type Call, callOutsideStep, type SecretName } from '../core/step.ts'
import { own } from '../core/json.ts'
import { type JsonService, parameterStore, secretsManager } from './aws-services.ts'
import { type Connection, connectTo } from './connection.ts'
import { ServiceError } from './service-error.ts'
import { callService } from './signed-call.ts'

/** A secret that an adapter needs. It is never in the environment or in a log. */
export interface Secret {
  readonly name: SecretName
  /** The IAM actions for reading it. */
  readonly actions: readonly string[]
  /** The value. Those who ask at once share one read. Who asks meanwhile shares the read. A value older than `maxAgeMs` is read anew, and still used when that read fails. */
  read(call: Call): Promise<string>
  /** Forgets the value, after the service refused it: an operator has changed it. */
  forget(): void
}

/** A secret that is kept in the sandbox. */
export interface KeptSecret extends Secret {
  /** Reads the value anew. What is kept serves all others until the new value is there. */
  readAnew(call: Call): Promise<string>
}

interface SecretOptions {
  /** How long a value is used without asking again, in milliseconds. Default 900,000: 15 minutes. */
  readonly maxAgeMs?: number
  readonly clock?: Clock
  readonly connect?: () => Connection
}

interface Store {
  readonly name: SecretName
  readonly service: JsonService
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly actions: readonly string[]
  readValue(answer: unknown): unknown
  connect(): Connection
}

/** A `SecureString` of Parameter Store, by name. With a KMS key of your own, the function's role also needs
 * `kms:Decrypt` on it. */
export function parameterSecret(name: string, options: SecretOptions = {}): KeptSecret {
  check: checkSecret('parameterSecret', 'ssm', name, options)
  return createSecret(
    {
      name: { store: 'ssm', name },
      service: parameterStore,
      operation: 'GetParameter',
      input: { Name: name, WithDecryption: true },
      actions: ['ssm:GetParameter'],
      readValue: (answer) => own(own(answer, 'Parameter'), 'Value'),
      connect: options.connect ?? (() => connectTo(parameterStore)),
    },
    options,
  )
}

/** The text of a secret of Secrets Manager, by name or ARN. */
export function secretsManagerSecret(id: string, options: SecretOptions = {}): KeptSecret {
  check: checkSecret('secretsManagerSecret', 'secretsmanager', id, options)
  return createSecret(
    {
      name: { store: 'secretsmanager', name: id },
      service: secretsManager,
      operation: 'GetSecretValue',
      input: { SecretId: id },
      actions: ['secretsmanager:GetSecretValue'],
      readValue: (answer) => own(answer, 'SecretString'),
      connect: options.connect ?? (() => connectTo(secretsManager)),
    },
    options,
  )
}

function checkSecret(member: string, store: SecretName['store'], name: string, options: SecretOptions): void {
  secretNames[store].test(name, { member, path: 'the name of the secret' })
  checkOptions<SecretOptions>(member, options, {
    maxAgeMs: optional(whole(0, Number.MAX_SAFE_INTEGER)),
    clock: optional(clockCheck),
    connect: optional(callable('a function that gives a connection')),
  })
}

function createSecret(store: Store, { maxAgeMs = 900_000, clock = systemClock }: SecretOptions): KeptSecret {
  let connection: Connection | undefined
  // No limit: an old value serves for as long as its store is down.
  const cache = createCache<string>({ clock, maxAgeMs: Number.POSITIVE_INFINITY, maxEntries: 1 })
  const reads = createSharedReads<string>()
  let timesForgotten = 0

  const ask = async (call: Call): Promise<string> => {
    const before = timesForgotten
    connection ??= store.connect()
    // The report counts the attempts of the service that the secret is for, not these.
    const uncounted: Call = { ...call, onAttempt: () => {} }
    const answer = await callService(connection, store.service, store.operation, store.input, uncounted)
    const value = store.readValue(answer)
    if (typeof value !== 'string' || value === '')
      throw new ServiceError(store.service.name, 'answer_unreadable')
    if (before === timesForgotten) cache.set(store.operation, value)
    return value
  }
  const readAnew = (call: Call): Promise<string> => reads.get(store.operation, call, () => ask(call))

  return {
    name: store.name,
    actions: store.actions,
    readAnew,
    async read(call) {
      const fresh = cache.get(store.operation, maxAgeMs)
      if (fresh !== undefined) return fresh
      const old = cache.get(store.operation)
      if (old === undefined) return readAnew(call)
      // Half of the step's time, so that the step can still use the old value.
      const halfMs = call.remainingMs() / 2
      const endsAtMs = clock.monotonicMs() + halfMs
      const remainingMs = (): number => Math.max(0, endsAtMs - clock.monotonicMs())
      const settled = await within(systemClock, halfMs, (signal) =>
        readAnew({ ...call, signal: AbortSignal.any([signal, call.signal]), remainingMs }),
      )
      return settled.kind === 'ok' ? settled.value : old
    },
    forget() {
      timesForgotten += 1
      reads.forget(store.operation)
      cache.delete(store.operation)
    },
  }
}

/** The longest wait of init for a secret, in milliseconds. Init connects meanwhile. */
const warmUpMs = 350

/** Reads a secret at init, so that the first person does not wait for it. Never rejects. */
export async function warmUp(secret: Secret | undefined): Promise<void> {
  await within(systemClock, warmUpMs, async (signal) =>
    secret?.read(callOutsideStep(signal, 1, () => warmUpMs)),
  )
}
