import { expect, test, vi } from 'vitest'
import { createSharedReads } from '../../../triggers/core/shared-reads.ts'
import { createCall } from '../../../triggers/testing/call.ts'

const held = () => {
  const answers: PromiseWithResolvers<string>[] = []
  const read = vi.fn<() => Promise<string>>(() => {
    const answer = Promise.withResolvers<string>()
    answers.push(answer)
    return answer.promise
  })
  return { read, answers }
}

test('those who ask for the same at once share one read, and its failure', async () => {
  const reads = createSharedReads<string>()
  const { read, answers } = held()
  const ask = (key: string) => reads.get(key, createCall(), read)
  const asked = Array.from({ length: 64 }, () => ask('key'))
  const other = ask('other')
  answers[0]?.resolve('first')
  answers[1]?.resolve('second')

  expect(new Set(await Promise.all(asked))).toEqual(new Set(['first']))
  expect(await other).toBe('second')
  expect(read).toHaveBeenCalledTimes(2)

  const failing = Array.from({ length: 64 }, () => ask('key'))
  answers[2]?.reject(new Error('down'))
  expect((await Promise.allSettled(failing)).every(({ status }) => status === 'rejected')).toBe(true)
  expect(read).toHaveBeenCalledTimes(3)
})

test('when who began it has no time left, one of those who have begins anew', async () => {
  const reads = createSharedReads<string>()
  const { read, answers } = held()
  const short = { ...createCall(), signal: AbortSignal.abort() }
  const outOfTime = reads.get('key', short, read)
  const others = [1, 2, 3].map(() => reads.get('key', createCall(), read))
  answers[0]?.reject(new Error('aborted'))

  await expect(outOfTime).rejects.toThrow('aborted')
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  expect(answers).toHaveLength(2)
  answers[1]?.resolve('anew')

  expect(await Promise.all(others)).toEqual(['anew', 'anew', 'anew'])
  expect(read).toHaveBeenCalledTimes(2)
})

test('who asks after it was forgotten begins anew', async () => {
  const reads = createSharedReads<string>()
  const { read, answers } = held()
  const before = reads.get('key', createCall(), read)
  reads.forget('key')
  const after = reads.get('key', createCall(), read)
  answers[0]?.resolve('old')
  answers[1]?.resolve('new')

  expect([await before, await after]).toEqual(['old', 'new'])
})
