/** What the worker takes for its input, field by field, and how it refuses the rest. */
import { describe, expect, test } from 'vitest'
import { readCheckpoint, readWorkerInput } from '../../../triggers/provisioning-worker/input.ts'
import { beginReconcile } from '../../../triggers/provisioning-worker/reconcile.ts'

const notAnObject = 'the input is not a JSON object'
const noneOfFour = 'the input is neither a stream batch nor of kind sweep, reconcile or user'
const noUser = 'the input names no userPoolId and sub'
const noPool = 'the checkpoint names no userPoolId'

test.each([
  ['nothing', undefined, notAnObject],
  ['null', null, notAnObject],
  ['a text', 'sweep', notAnObject],
  ['a number', 7, notAnObject],
  ['an empty object', {}, noneOfFour],
  ['an unknown kind', { kind: 'dance' }, noneOfFour],
  ['an empty kind', { kind: '' }, noneOfFour],
  ['the kind of a stream', { kind: 'stream' }, noneOfFour],
  ['a kind that is inherited', Object.create({ kind: 'sweep' }), noneOfFour],
  ['records that are no list', { Records: { dynamodb: {} } }, noneOfFour],
  ['records that are inherited', Object.create({ Records: [] }), noneOfFour],
  ['a walk without a checkpoint', { kind: 'reconcile' }, noPool],
  ['a walk from a text', { kind: 'reconcile', checkpoint: 'pool' }, noPool],
  ['a walk from null', { kind: 'reconcile', checkpoint: null }, noPool],
  ['a walk without a pool', { kind: 'reconcile', checkpoint: {} }, noPool],
  ['a walk of a pool that is a number', { kind: 'reconcile', checkpoint: { userPoolId: 7 } }, noPool],
  ['a user without a pool', { kind: 'user', sub: 'sub-1' }, noUser],
  ['a user without a sub', { kind: 'user', userPoolId: 'pool' }, noUser],
  ['a user whose sub holds a separator', { kind: 'user', userPoolId: 'pool', sub: 'a#b' }, noUser],
  ['a user whose pool is a number', { kind: 'user', userPoolId: 7, sub: 'sub-1' }, noUser],
])('an input that is %s is refused with what is wrong', (_, input, message) => {
  expect(() => readWorkerInput(input)).toThrow(new TypeError(message))
})

test('the call of the schedule is a sweep', () => {
  expect(readWorkerInput({ kind: 'sweep' })).toEqual({ kind: 'sweep' })
})

test('one user is read, and nothing beside them', () => {
  const one = { kind: 'user', userPoolId: 'pool', sub: 'sub-1' }

  expect(readWorkerInput({ ...one, email: 'ada@example.com' })).toStrictEqual(one)
})

describe('a checkpoint', () => {
  const none = {
    seen: 0,
    provisioned: 0,
    opened: 0,
    woken: 0,
    underWay: 0,
    failed: 0,
    erased: 0,
    skipped: 0,
    broken: 0,
  }
  const counts = {
    seen: 31,
    provisioned: 32,
    opened: 33,
    woken: 34,
    underWay: 35,
    failed: 36,
    erased: 37,
    skipped: 38,
    broken: 39,
  }
  const whole = {
    userPoolId: 'pool',
    nextToken: 'token',
    isDone: true,
    pages: 7,
    restarts: 2,
    counts,
    effects: { mail: 8, group: 9 },
    withheld: { event: 10 },
  }

  test('begins with nothing counted', () => {
    expect(beginReconcile('pool')).toEqual({
      userPoolId: 'pool',
      isDone: false,
      pages: 0,
      restarts: 0,
      counts: none,
      effects: {},
      withheld: {},
    })
  })

  test('that names the pool alone is the beginning of a walk', () => {
    expect(readCheckpoint({ userPoolId: 'pool' })).toStrictEqual(beginReconcile('pool'))
  })

  test('is read back as it was given, through the input too', () => {
    expect(readCheckpoint(whole)).toStrictEqual(whole)
    expect(readWorkerInput({ kind: 'reconcile', checkpoint: whole })).toStrictEqual({
      kind: 'reconcile',
      checkpoint: whole,
      dueAfterMs: 0,
      stretches: 0,
    })
    const stretch = { kind: 'reconcile', checkpoint: whole, owner: 'one', dueAfterMs: 5, stretches: 6 }
    expect(readWorkerInput(stretch)).toStrictEqual(stretch)
  })

  test.each(Object.keys(counts))('without the count of %s has the others as they were', (name) => {
    const others = Object.fromEntries(Object.entries(counts).filter(([other]) => other !== name))

    expect(readCheckpoint({ ...whole, counts: others }).counts).toStrictEqual({ ...counts, [name]: 0 })
  })

  test.each([
    ['isDone', 'true', false],
    ['isDone', 1, false],
    ['pages', '7', 0],
    ['pages', null, 0],
    ['restarts', '1', 0],
    ['counts', 'many', none],
    ['counts', { ...counts, seen: '31' }, { ...counts, seen: 0 }],
    ['effects', null, {}],
    ['effects', { mail: '8', group: 9 }, { mail: 0, group: 9 }],
    ['withheld', 'event', {}],
    ['withheld', { event: true }, { event: 0 }],
  ] as const)('whose %s is %j counts that as %j, and keeps the rest', (field, value, expected) => {
    expect(readCheckpoint({ ...whole, [field]: value })).toStrictEqual({ ...whole, [field]: expected })
  })

  test.each([undefined, null, 7, {}])('whose nextToken is %j has none', (nextToken) => {
    const { nextToken: _, ...first } = whole

    expect(readCheckpoint({ ...whole, nextToken })).toStrictEqual(first)
  })
})

describe('of a stream batch', () => {
  const pk = { S: 'USER#pool#sub-1' }
  const sk = { S: 'PROVISIONING' }
  const key = { pk: 'USER#pool#sub-1', sk: 'PROVISIONING' }

  test.each([
    ['the key of a record', { dynamodb: { Keys: { pk, sk } } }, [key]],
    [
      'the key beside what else an event holds',
      { eventName: 'INSERT', dynamodb: { Keys: { pk, sk }, NewImage: {} } },
      [key],
    ],
    ['no profile', { dynamodb: { Keys: { pk, sk: { S: 'PROFILE' } } } }, []],
    ['no empty sort key', { dynamodb: { Keys: { pk, sk: { S: '' } } } }, []],
    ['no key without a partition', { dynamodb: { Keys: { sk } } }, []],
    ['no key without a sort key', { dynamodb: { Keys: { pk } } }, []],
    ['no partition key that is a number', { dynamodb: { Keys: { pk: { N: '7' }, sk } } }, []],
    ['no partition key whose text is a number', { dynamodb: { Keys: { pk: { S: 7 }, sk } } }, []],
    ['no partition key that is a bare text', { dynamodb: { Keys: { pk: 'USER#pool#sub-1', sk } } }, []],
    ['no sort key that is a bare text', { dynamodb: { Keys: { pk, sk: 'PROVISIONING' } } }, []],
    ['nothing without keys', { dynamodb: {} }, []],
    ['nothing whose keys are a text', { dynamodb: { Keys: 'pk' } }, []],
    ['nothing without a change', { eventName: 'INSERT' }, []],
    ['nothing whose change is a text', { dynamodb: 'Keys' }, []],
    ['nothing whose change is null', { dynamodb: null }, []],
    ['no null', null, []],
    ['no text', 'record', []],
  ])('%s is read, and the records around it as ever', (_, record, expected) => {
    const other = { pk: 'USER#pool#sub-2', sk: 'PROVISIONING' }
    const whole = { dynamodb: { Keys: { pk: { S: other.pk }, sk } } }

    expect(readWorkerInput({ Records: [whole, record, whole] })).toStrictEqual({
      kind: 'stream',
      keys: [other, ...expected, other],
    })
  })

  test('that is empty nobody is read', () => {
    expect(readWorkerInput({ Records: [] })).toStrictEqual({ kind: 'stream', keys: [] })
  })
})
