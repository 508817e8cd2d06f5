/** Which ends of an act are taken for one. */
import { expect, test } from 'vitest'
import { PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import type { Closing } from '../../../triggers/ports/effect-ledger.ts'
import { carryOut } from '../../../triggers/post-confirmation/act.ts'
import { createCall } from '../../../triggers/testing/call.ts'

const user = {
  userPoolId: 'pool',
  region: 'eu-west-1',
  userName: 'jane',
  sub: 'sub-1',
  source: 'x',
  facts: {},
}

/** As JavaScript would, where nothing is compiled. */
function endIn(given: unknown): Promise<Closing> {
  const effect = Object.assign(
    { act: async (): Promise<Closing> => ({ state: 'done' }) },
    { act: async () => given },
  )
  return carryOut(effect, user, 'key', 0, createCall())
}

test.each([
  { state: 'done' },
  { state: 'done', result: 'message-1' },
  { state: 'done', result: undefined },
  { state: 'done', cause: undefined, isUnreported: undefined },
  { state: 'dropped', cause: 'no_address' },
  { state: 'dropped', cause: 'no_address', isUnreported: true },
  { state: 'dropped', cause: 'no_address', result: undefined },
])('%j is the end of an effect', async (closing) => {
  expect(await endIn(closing)).toStrictEqual(closing)
})

test.each([
  { state: 'failed', cause: 'Rejected' },
  { state: 'failed', cause: 'Rejected', isUnreported: true },
])('%j is thrown as what comes again', async (closing) => {
  await expect(endIn(closing)).rejects.toStrictEqual(new PermanentEffectError('Rejected'))
})

test.each<readonly [string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['true', true],
  ['a word', 'done'],
  ['a list', [{ state: 'done' }]],
  ['an empty object', {}],
  ['another case', { state: 'Done' }],
  ['another word', { state: 'succeeded' }],
  ['an open state', { state: 'pending' }],
  ['another name for the state', { status: 'done' }],
  ['an unknown part', { state: 'done', reslut: 'message-1' }],
  ['a done effect with a cause', { state: 'done', cause: 'MessageRejected' }],
  ['a result that is no text', { state: 'done', result: { id: 1 } }],
  ['a drop without its cause', { state: 'dropped' }],
  ['a cause that is no text', { state: 'failed', cause: new Error('x') }],
  ['a result of a failure', { state: 'failed', cause: 'x', result: 'y' }],
  ['an empty cause', { state: 'failed', cause: '' }],
  ['a failure that is not unreported', { state: 'failed', cause: 'x', isUnreported: false }],
  ['a failure whose mark is a word', { state: 'failed', cause: 'x', isUnreported: 'true' }],
  ['a done effect that is unreported', { state: 'done', isUnreported: true }],
])('%s is no end of an effect, and fails for good', async (_, given) => {
  await expect(endIn(given)).rejects.toStrictEqual(new PermanentEffectError('no_closing'))
})
