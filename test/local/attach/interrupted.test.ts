/** What a command makes of an update that an ended run has left behind, against the local pool. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  changePool,
  type Outcome,
  type PoolPorts,
  previewChange,
} from '../../../triggers/attach/change-pool.ts'
import { changedSettings } from '../../../triggers/attach/changed-settings.ts'
import { own, type RawObject } from '../../../triggers/core/json.ts'
import { functions, theirs } from '../../unit/attach/pool-of-a-team.ts'
import { attachAll, type AttachedPool, detachAll, startPool } from './attached-pool.ts'

let pool: AttachedPool
let ports: PoolPorts
let before: RawObject
beforeEach(async () => {
  pool = await startPool(
    { UserPoolName: 'people', LambdaConfig: { PreSignUp: theirs, UserMigration: theirs } },
    'kept',
  )
  ports = pool.ports
  before = await pool.state()
})
afterEach(() => pool.close())

class Ended extends Error {}
const attachOver = { ...attachAll, replace: new Set(functions.keys()) }
const detachOne = { ...detachAll, only: new Set(['PreTokenGeneration'] as const) }

/** A run that ends for ever when it has sent its update, or just before. */
async function endAtUpdate(hasEffect: boolean): Promise<void> {
  const update: PoolPorts['update'] = async (request) => {
    if (hasEffect) await ports.update(request)
    throw new Ended()
  }
  const readException: PoolPorts['readException'] = (error) => {
    throw error
  }
  await expect(changePool({ ...ports, update, readException }, attachOver)).rejects.toThrow(Ended)
  expect(pool.image()?.pending).toBeDefined()
}

/** What somebody changes, by an update of their own that sends the rest back as it is. */
async function somebody(changes: RawObject, triggers: RawObject = {}): Promise<void> {
  const config = Object.assign({}, own(await pool.state(), 'LambdaConfig'), triggers)
  const sent = Object.entries(config).filter(([, value]) => value !== null)
  await ports.update({ UserPoolId: own(before, 'Id'), ...changes, LambdaConfig: Object.fromEntries(sent) })
}

function remarksOf(outcome: Outcome): unknown {
  return 'plan' in outcome ? outcome.plan.remarks.filter(({ code }) => code === 'interrupted') : outcome
}

const off = { PreTokenGeneration: null, PreTokenGenerationConfig: null }

describe('when somebody has changed the pool since', () => {
  beforeEach(async () => {
    await endAtUpdate(true)
    await somebody({ DeletionProtection: 'ACTIVE' }, { PostConfirmation: null })
  })
  const told = [
    {
      code: 'interrupted',
      state: 'changed_since',
      settings: ['DeletionProtection', 'LambdaConfig.PostConfirmation'],
    },
  ]

  test('a dry run tells of it and writes nothing', async () => {
    const [image, state] = [pool.image(), await pool.state()]
    const outcome = await previewChange(ports, detachOne)

    expect([outcome.kind, remarksOf(outcome)]).toEqual(['planned', told])
    expect([pool.image(), await pool.state()]).toEqual([image, state])
  })

  test('detaching does what it says and no more', async () => {
    const state = await pool.state()
    const outcome = await changePool(ports, detachOne)

    expect([outcome.kind, remarksOf(outcome)]).toEqual(['done', told])
    expect(changedSettings(state, await pool.state())).toEqual(
      Object.keys(off).map((key) => `LambdaConfig.${key}`),
    )
    expect(pool.image()?.pending).toBeUndefined()
  })

  test('what stood in the slots that the update took is still known', async () => {
    expect(await changePool(ports, detachAll)).toMatchObject({ kind: 'done' })
    expect(await pool.state()).toMatchObject({
      DeletionProtection: 'ACTIVE',
      LambdaConfig: { PreSignUp: theirs, UserMigration: theirs },
    })
  })

  test('a pool that cannot be read is left alone', async () => {
    const state = await pool.state()
    const describePool: PoolPorts['describe'] = async () => {
      throw new Ended()
    }

    await expect(changePool({ ...ports, describe: describePool }, detachOne)).rejects.toThrow(Ended)
    expect(await pool.state()).toEqual(state)
    expect(pool.image()?.pending).toBeDefined()
  })
})

test('a change of somebody beside an update without an effect is told as theirs alone', async () => {
  await endAtUpdate(false)
  await somebody({ DeletionProtection: 'ACTIVE' })

  expect(remarksOf(await previewChange(ports, attachOver))).toEqual([
    { code: 'interrupted', state: 'changed_since', settings: ['DeletionProtection'] },
  ])
  expect(await changePool(ports, attachOver)).toMatchObject({ kind: 'done' })
  expect(await pool.state()).toMatchObject({ DeletionProtection: 'ACTIVE' })
  expect(await changePool(ports, detachAll)).toMatchObject({ kind: 'done' })
  expect(own(await pool.state(), 'LambdaConfig')).toEqual(own(before, 'LambdaConfig'))
})

test.each([
  [true, 'unchanged', 'in_effect'],
  [false, 'planned', 'without_effect'],
] as const)('an update that had its effect (%s) is told by the dry run', async (hasEffect, kind, state) => {
  await endAtUpdate(hasEffect)
  const outcome = await previewChange(ports, attachOver)

  expect([outcome.kind, remarksOf(outcome)]).toEqual([kind, [{ code: 'interrupted', state, settings: [] }]])
})

describe('what an update lost and could not be put back', () => {
  let kind: string
  beforeEach(async () => {
    let count = 0
    const update: PoolPorts['update'] = async (request) => {
      count += 1
      if (count === 1) return ports.update({ ...request, DeletionProtection: 'ACTIVE' })
      return ports.update({ UserPoolId: 'none' })
    }
    kind = (await changePool({ ...ports, update }, attachOver)).kind
  })

  test('is told by the dry run and put back by the next run', async () => {
    expect(kind).toBe('not_restored')
    expect(await previewChange(ports, detachAll)).toMatchObject({
      kind: 'planned',
      plan: { remarks: [{ code: 'interrupted', state: 'to_put_back', settings: ['DeletionProtection'] }] },
    })
    expect(await changePool(ports, detachAll)).toEqual({
      kind: 'restored',
      settings: ['DeletionProtection'],
    })
    expect(changedSettings(before, await pool.state())).toEqual([])
  })

  test('stays when somebody has changed the pool since', async () => {
    await somebody({ UserPoolTags: { team: 'theirs' }, DeletionProtection: 'ACTIVE' }, off)

    expect(await changePool(ports, detachOne)).toMatchObject({
      kind: 'unchanged',
      plan: { remarks: expect.arrayContaining([expect.objectContaining({ state: 'changed_since' })]) },
    })
    expect(await pool.state()).toMatchObject({ UserPoolTags: { team: 'theirs' } })
  })
})

test('an update whose outcome cannot be read is left for the next run', async () => {
  let count = 0
  const describePool: PoolPorts['describe'] = async () => {
    count += 1
    if (count > 2) throw new Ended()
    return ports.describe()
  }
  const readException: PoolPorts['readException'] = () => 'timeout'

  expect(await changePool({ ...ports, describe: describePool, readException }, attachOver)).toEqual({
    kind: 'open',
    exception: 'timeout',
  })
  expect(await changePool(ports, attachOver)).toMatchObject({ kind: 'unchanged' })
  expect(await changePool(ports, detachAll)).toMatchObject({ kind: 'done' })
  expect(changedSettings(before, await pool.state())).toEqual([])
})
