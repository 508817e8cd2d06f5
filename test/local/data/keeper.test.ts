/** Writes that come fast are put together, and whoever waits has the own change written. */
import { expect, test } from 'vitest'
import { createKeeper } from '../../../local/data/keeper.ts'

test('whoever saves waits for a write that began after it, and many that wait share one', async () => {
  const writes: PromiseWithResolvers<void>[] = []
  let value = 0
  const written: number[] = []
  const keeper = createKeeper(
    async () => {
      const own = Promise.withResolvers<void>()
      const snapshot = value
      writes.push(own)
      await own.promise
      written.push(snapshot)
    },
    () => {},
  )

  value = 1
  const first = keeper.save()
  await expect.poll(() => writes.length).toBe(1)
  value = 2
  const second = keeper.save()
  value = 3
  const third = keeper.save()
  writes[0]?.resolve()
  await first
  expect(written).toEqual([1])
  await expect.poll(() => writes.length).toBe(2)
  writes[1]?.resolve()
  await Promise.all([second, third])

  expect(written).toEqual([1, 3])
})

test('a write that fails is told, keeps nobody waiting, and the next is tried', async () => {
  const failures: unknown[] = []
  let tries = 0
  const keeper = createKeeper(
    async () => {
      tries += 1
      if (tries === 1) throw new Error('full')
    },
    (error) => failures.push(error),
  )

  await keeper.save()
  await keeper.close()

  expect(tries).toBe(2)
  expect(failures).toEqual([new Error('full')])
})
