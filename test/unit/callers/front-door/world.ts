/** The front door in memory, with its table, a pool and browsers; time moves when the test lets it. */
import { createRetryQuota } from '../../../../client/retry-quota.ts'
import { createAuthCalls } from '../../../../callers/shared/auth-calls.ts'
import { createCognito } from '../../../../callers/shared/cognito.ts'
import { type CallerHandler, createCallerHandler } from '../../../../callers/shared/handler.ts'
import { httpFunction } from '../../../../callers/shared/http-function.ts'
import { createSealer } from '../../../../callers/shared/seal.ts'
import { createSessionStore } from '../../../../callers/shared/session-store.ts'
import { createSubmits } from '../../../../callers/shared/submit-once.ts'
import type { Admin } from '../../../../callers/front-door/admin.ts'
import { frontDoor, type FrontDoorParts } from '../../../../callers/front-door/door.ts'
import type { Database, TableInput, TableOperation } from '../../../../triggers/adapters/dynamodb-client.ts'
import { ServiceError } from '../../../../triggers/adapters/service-error.ts'
import { createVirtualClock, type VirtualClock } from '../../../../triggers/testing/virtual-clock.ts'
import { answerRequest, type Table } from '../../../exploration/table.ts'
import { clientId, clientSecret, createFakeCognito, type FakeCognito } from './fake-cognito.ts'

process.env['TABLE_NAME'] = 'suite'

export const origin = 'https://app.example.com'
export const loginOrigin = 'https://login.example.com'
export const keys = { text: 'k'.repeat(40) }

export interface FakeTable extends Database {
  items: Table
  /** Asked at each request; true fails it before, `after` once it was done. */
  fault: (operation: TableOperation, input: TableInput) => 'before' | 'after' | undefined
  latencyMs: number
}

export function createFakeTable(clock: VirtualClock): FakeTable {
  const fake: FakeTable = {
    items: new Map(),
    fault: () => undefined,
    latencyMs: 3,
    open: () => Promise.resolve(),
    async send(operation, input) {
      const fault = fake.fault(operation, input)
      await clock.sleep(fake.latencyMs)
      if (fault === 'before') throw new ServiceError('table', 'throttled')
      const { table, answer } = answerRequest(fake.items, { method: 'front-door', operation, input })
      fake.items = table
      if (fault === 'after') throw new ServiceError('table', 'timeout')
      if (answer.kind === 'output') return { ...answer.output }
      const exception = answer.kind === 'invalid' ? 'ValidationException' : 'ConditionalCheckFailedException'
      throw new ServiceError('table', 'refused', { exception, status: 400 })
    },
  }
  return fake
}

export interface World {
  readonly clock: VirtualClock
  readonly pool: FakeCognito
  readonly table: FakeTable
  readonly lines: string[]
  readonly handler: CallerHandler<object>
  /** Runs until it settles, moving time. */
  run<T>(work: Promise<T>): Promise<T>
  call(event: object): Promise<object>
}

export interface WorldOptions extends Partial<Pick<FrontDoorParts, 'managedLogin' | 'origins'>> {
  readonly admin?: Partial<Admin>
  readonly remainingMs?: number
}

export function createWorld({ admin, remainingMs = 30_000, ...own }: WorldOptions = {}): World {
  const clock = createVirtualClock()
  const pool = createFakeCognito(clock)
  const table = createFakeTable(clock)
  const lines: string[] = []
  const sealer = createSealer({ read: () => Promise.resolve(keys.text), forget: () => {} }, clock)
  const client = { clientId, readSecret: () => Promise.resolve(clientSecret) }
  const random = () => 0.5
  const calls = createAuthCalls(createCognito(pool.send, client), clientId, {
    quota: createRetryQuota(),
    random,
  })
  const parts: FrontDoorParts = {
    ...calls,
    basePath: '/auth',
    origins: [origin],
    sealer,
    sessions: createSessionStore({ database: table, sealer, lifeS: 86_400 }),
    submits: createSubmits(table, sealer),
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
    ...own,
  }
  const handler = createCallerHandler(httpFunction(frontDoor(parts)), {
    clock,
    initializationType: 'provisioned-concurrency',
    dimensions: { FunctionName: 'front-door', FunctionVersion: '1' },
    log: (line) => void lines.push(line),
    hashUser: () => 'hash',
  })
  let requests = 0
  const call = (event: object) =>
    handler(event, {
      awsRequestId: `request-${(requests += 1)}`,
      getRemainingTimeInMillis: () => remainingMs,
    })
  return { clock, pool, table, lines, handler, call, run: (work) => clock.runUntil(work) }
}
