/** The front door in memory, with its table, a pool and browsers; time moves when the test lets it. */
import { createRetryQuota } from '../../../../client/retry-quota.ts'
import { createChallenges } from '../../../../callers/shared/challenge.ts'
import { type AuthCalls, createAuthCalls } from '../../../../callers/shared/cognito.ts'
import { type CallerHandler, createCallerHandler } from '../../../../callers/shared/handler.ts'
import { httpFunction } from '../../../../callers/shared/http-function.ts'
import { createSealer, type KeySecret } from '../../../../callers/shared/seal.ts'
import { createSessionStore } from '../../../../callers/shared/session-store.ts'
import { createSubmits } from '../../../../callers/shared/submit-once.ts'
import type { Admin } from '../../../../callers/front-door/admin.ts'
import { frontDoor, type FrontDoorParts } from '../../../../callers/front-door/door.ts'
import type { Database, TableInput, TableOperation } from '../../../../triggers/adapters/dynamodb-client.ts'
import { ServiceError } from '../../../../triggers/adapters/service-error.ts'
import { own, type RawObject } from '../../../../triggers/core/json.ts'
import { createVirtualClock, type VirtualClock } from '../../../../triggers/testing/virtual-clock.ts'
import type { Item } from '../../../exploration/expression.ts'
import { answerRequest } from '../../../exploration/table.ts'
import { clientId, clientSecret, createFakeCognito, type FakeCognito } from './fake-cognito.ts'

process.env['TABLE_NAME'] = 'suite'

export const origin = 'https://app.example.com'
export const loginOrigin = 'https://login.example.com'
export const keys = { text: 'k'.repeat(40) }

export function keySecret(text: () => string): KeySecret {
  const read = () => Promise.resolve(text())
  return { read, readAnew: read }
}

export interface FakeTable extends Database {
  /** By partition. Each has one item here. */
  items: ReadonlyMap<string, Item>
  /** Asked at each request; true fails it before, `after` once it was done. */
  fault: (operation: TableOperation, input: TableInput) => 'before' | 'after' | undefined
  latencyMs: number
}

export function createFakeTable(clock: VirtualClock): FakeTable {
  const stored = new Map<string, Item>()
  const fake: FakeTable = {
    get items() {
      return stored
    },
    set items(items) {
      stored.clear()
      for (const [pk, item] of items) stored.set(pk, item)
    },
    fault: () => undefined,
    latencyMs: 3,
    open: () => Promise.resolve(),
    async send(operation, input) {
      const fault = fake.fault(operation, input)
      await clock.sleep(fake.latencyMs)
      if (fault === 'before') throw new ServiceError('table', 'throttled')
      // All requests of the front door are about one item, so that nothing else need be copied.
      const { pk: { S: pk = '' } = { S: '' }, sk: { S: sk = '' } = { S: '' } } = input.Key ?? input.Item ?? {}
      const before = stored.get(pk)
      const key = `${pk} ${sk}`
      const { table, answer } = answerRequest(new Map(before && [[key, before]]), {
        method: 'front-door',
        operation,
        input,
      })
      const [after] = table.values()
      if (after === undefined) stored.delete(pk)
      else stored.set(pk, after)
      if (fault === 'after') throw new ServiceError('table', 'timeout')
      if (answer.kind === 'output') return unordered(answer.output)
      const exception = answer.kind === 'invalid' ? 'ValidationException' : 'ConditionalCheckFailedException'
      throw new ServiceError('table', 'refused', { exception, status: 400 })
    },
  }
  return fake
}

/** DynamoDB keeps no order of attributes. */
function unordered(output: object): RawObject {
  const attributes = Object.entries(Object(own(output, 'Attributes'))).toSorted(([one], [other]) =>
    one.localeCompare(other),
  )
  return { ...output, ...('Attributes' in output ? { Attributes: Object.fromEntries(attributes) } : {}) }
}

export interface World {
  readonly clock: VirtualClock
  readonly pool: FakeCognito
  readonly table: FakeTable
  readonly lines: string[]
  readonly handler: CallerHandler<object>
  /** Runs until it settles, moving time. */
  run<T>(work: Promise<T>): Promise<T>
  call(event: object, handler?: CallerHandler<object>): Promise<object>
  /** Another copy of the function, with its own retry quota. */
  makeCopy(): CallerHandler<object>
}

export interface WorldOptions extends Partial<Pick<FrontDoorParts, 'managedLogin' | 'origins'>> {
  readonly admin?: Partial<Admin>
  readonly remainingMs?: number
  readonly sendsIp?: boolean
  readonly clock?: VirtualClock
}

export function createWorld(options: WorldOptions = {}): World {
  const { admin, remainingMs = 30_000, sendsIp = true, clock = createVirtualClock(), ...given } = options
  const pool = createFakeCognito(clock)
  const table = createFakeTable(clock)
  const lines: string[] = []
  const sealer = createSealer(
    keySecret(() => keys.text),
    clock,
  )
  const client = { clientId, readSecret: () => Promise.resolve(clientSecret) }
  const parts: Omit<FrontDoorParts, keyof AuthCalls> = {
    basePath: '/auth',
    origins: [origin],
    sealer,
    sessions: createSessionStore({ database: table, sealer, lifeS: 86_400, max: 3 }),
    submits: createSubmits(table, sealer),
    challenges: createChallenges(table, sealer),
    managedLogin: undefined,
    logoutUrl: undefined,
    admin: admin && {
      scope: 'door/admin',
      verify: () => Promise.resolve({ kind: 'refused' }),
      userPoolId: 'eu-west-1_Pool',
      region: 'eu-west-1',
      preSignUpArn: 'arn:aws:lambda:eu-west-1:111122223333:function:pre-sign-up:live',
      invoke: () => Promise.reject(new Error('nobody answers')),
      database: table,
      randomBytes: (size) => new Uint8Array(size).fill(7),
      ...admin,
    },
    ...given,
  }
  const makeCopy = () => {
    const random = () => 0.5
    const calls = createAuthCalls(pool.send, client, { quota: createRetryQuota(), random, sendsIp })
    return createCallerHandler(httpFunction(frontDoor({ ...parts, ...calls })), {
      clock,
      initializationType: 'provisioned-concurrency',
      dimensions: { FunctionName: 'front-door', FunctionVersion: '1' },
      log: (line) => void lines.push(line),
      hashUser: () => 'hash',
    })
  }
  const handler = makeCopy()
  let requests = 0
  const call: World['call'] = (event, copy = handler) =>
    copy(event, {
      awsRequestId: `request-${(requests += 1)}`,
      getRemainingTimeInMillis: () => remainingMs,
    })
  return { clock, pool, table, lines, handler, makeCopy, call, run: (work) => clock.runUntil(work) }
}

/** How many sessions are stored, and how many are listed by their person. */
export function countSessions({ table }: World): { readonly stored: number; readonly listed: number } {
  const items = [...table.items.values()]
  const names = items.filter(({ sk }) => sk?.S === 'PERSON').flatMap((item) => Object.keys(item))
  return {
    stored: items.filter(({ sk }) => sk?.S === 'SESSION').length,
    listed: names.filter((name) => name.startsWith('SESSION#')).length,
  }
}
