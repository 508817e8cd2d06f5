/** What goes wrong in the middle of a change, one thing at a time, against the local pool. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ServiceError } from '../../../triggers/adapters/service-error.ts'
import { changePool, type PoolPorts } from '../../../triggers/attach/change-pool.ts'
import { changedSettings } from '../../../triggers/attach/changed-settings.ts'
import { own, type RawObject } from '../../../triggers/core/json.ts'
import { theirs } from '../../unit/attach/pool-of-a-team.ts'
import { attachAll, type AttachedPool, detachAll, startPool } from './attached-pool.ts'

const refusal = (exception: string): ServiceError => new ServiceError('user_pool', 'refused', { exception })
const timeout = new ServiceError('user_pool', 'timeout')

let pool: AttachedPool
let ports: PoolPorts
let before: RawObject
beforeEach(async () => {
  pool = await startPool({ UserPoolName: 'people', LambdaConfig: { UserMigration: theirs } }, 'reset')
  ports = pool.ports
  before = await pool.state()
})
afterEach(() => pool.close())

const lambdaConfig = async (): Promise<unknown> => own(await pool.state(), 'LambdaConfig')
/** The first calls end with these errors, before they have an effect; null lets one through. */
const failing =
  <Args extends readonly unknown[], Answer>(
    call: (...args: Args) => Promise<Answer>,
    ...errors: readonly (Error | null)[]
  ) =>
  async (...args: Args): Promise<Answer> => {
    const [error, ...rest] = errors
    errors = rest
    if (error) throw error
    return call(...args)
  }
const concurrent = refusal('ConcurrentModificationException')

describe('while others change the pool', () => {
  test('an update is tried again from the beginning', async () => {
    const update = failing(ports.update, concurrent, concurrent, concurrent)

    expect(await changePool({ ...ports, update }, attachAll)).toMatchObject({ kind: 'done' })
    expect(await lambdaConfig()).toMatchObject({ UserMigration: theirs, PreSignUp: expect.any(String) })
  })

  test('it is given up after four times', async () => {
    let count = 0
    const update = async (): Promise<void> => {
      count += 1
      throw concurrent
    }

    expect(await changePool({ ...ports, update }, attachAll)).toEqual({
      kind: 'not_changed',
      exception: 'ConcurrentModificationException',
    })
    expect(count).toBe(4)
    expect(await pool.state()).toEqual(before)
    expect(pool.image()?.pending).toBeUndefined()
  })

  test('what they have changed after the first look is kept', async () => {
    const allow: PoolPorts['allow'] = async () => {
      await ports.update({ UserPoolId: own(before, 'Id'), DeletionProtection: 'ACTIVE' })
    }
    let isFirst = true
    const once: PoolPorts['allow'] = async (...args) => {
      if (isFirst) await allow(...args)
      isFirst = false
    }

    expect(await changePool({ ...ports, allow: once }, attachAll)).toMatchObject({ kind: 'done' })
    expect(await pool.state()).toMatchObject({ DeletionProtection: 'ACTIVE' })
    expect(await lambdaConfig()).not.toHaveProperty('UserMigration')
  })

  test('who changes it at each look is let go first', async () => {
    const allow: PoolPorts['allow'] = () => ports.update({ UserPoolId: own(before, 'Id') })

    expect(await changePool({ ...ports, allow }, attachAll)).toMatchObject({
      kind: 'not_changed',
      exception: 'ConcurrentModificationException',
    })
    expect(pool.image()).toBeUndefined()
  })
})

test('a permission that is refused leaves the pool alone', async () => {
  const allow = failing(ports.allow, refusal('AccessDeniedException'))

  await expect(changePool({ ...ports, allow }, attachAll)).rejects.toThrow('user_pool_refused')
  expect(await pool.state()).toEqual(before)
})

test.each(['UserImportInProgressException', 'OperationNotEnabledException', 'InvalidParameterException'])(
  'an update that is refused by %s has changed nothing',
  async (exception) => {
    const update = failing(ports.update, refusal(exception))

    expect(await changePool({ ...ports, update }, attachAll)).toEqual({ kind: 'not_changed', exception })
    expect(await pool.state()).toEqual(before)
    expect(pool.image()?.pending).toBeUndefined()
  },
)

test('an update whose answer was lost is done', async () => {
  const update: PoolPorts['update'] = async (request) => {
    await ports.update(request)
    throw timeout
  }

  expect(await changePool({ ...ports, update }, attachAll)).toMatchObject({ kind: 'done' })
  expect(pool.image()).toMatchObject({ before: { PreSignUp: null } })
})

test('MFA that has changed is told, since no update puts it back', async () => {
  const mfa = failing(ports.mfa)
  let isSecond = false
  const other: PoolPorts['mfa'] = async () => {
    const answer = isSecond ? { MfaConfiguration: 'ON' } : await mfa()
    isSecond = true
    return answer
  }

  expect(await changePool({ ...ports, mfa: other }, attachAll)).toEqual({
    kind: 'not_restored',
    settings: ['UserPoolMfaConfig.MfaConfiguration'],
  })
})

test('what cannot be put back at once is put back by the next run', async () => {
  let count = 0
  const update: PoolPorts['update'] = async (request) => {
    count += 1
    if (count > 1) throw timeout
    await ports.update({ ...request, DeletionProtection: 'ACTIVE' })
  }

  expect(await changePool({ ...ports, update }, attachAll)).toEqual({
    kind: 'not_restored',
    settings: ['DeletionProtection'],
    exception: 'timeout',
  })
  expect(await changePool(ports, attachAll)).toEqual({ kind: 'restored', settings: ['DeletionProtection'] })
  expect(changedSettings(before, await pool.state())).toEqual([])
  expect(await changePool(ports, attachAll)).toMatchObject({ kind: 'done' })
})

test('putting back waits for others, too', async () => {
  const update = failing(
    async (request: RawObject) => {
      const isOurs = Object.hasOwn(Object(request['LambdaConfig']), 'PreSignUp')
      await ports.update(isOurs ? { ...request, DeletionProtection: 'ACTIVE' } : request)
    },
    null,
    concurrent,
  )

  expect(await changePool({ ...ports, update }, attachAll)).toMatchObject({ kind: 'restored' })
  expect(changedSettings(before, await pool.state())).toEqual([])
})

test('a permission that somebody has removed comes back with the next run', async () => {
  await changePool(ports, attachAll)
  pool.allowed.clear()

  expect(await changePool(ports, attachAll)).toMatchObject({ kind: 'unchanged' })
  expect(pool.allowed.size).toBe(3)
  expect(await changePool(ports, detachAll)).toMatchObject({ kind: 'done' })
})
