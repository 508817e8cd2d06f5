import { expect, test } from 'vitest'
import { connectDependencies } from '../../../triggers/core/connect.ts'
import type { Dependency } from '../../../triggers/core/step.ts'

function dependency(connect: (count?: number) => Promise<void>): Dependency {
  return { name: 'table', connect }
}

test('a dependency is connected once, for as many calls as steps have it, and steps without one count for nothing', async () => {
  const asked: unknown[] = []
  const table = dependency(async (count) => void asked.push(['table', count]))
  const other = dependency(async (count) => void asked.push(['other', count]))

  await connectDependencies([table, undefined, other, table, { name: 'mail' }, table])

  expect(asked).toEqual([
    ['table', 3],
    ['other', 1],
  ])
})

test('one that cannot be connected keeps nobody from init, and no other from connecting', async () => {
  let connected = 0
  const well = dependency(async () => void (connected += 1))
  const broken = dependency(() => {
    throw new TypeError('AWS_REGION is not set')
  })
  const down = dependency(() => Promise.reject(new Error('down')))

  await connectDependencies([broken, down, well])

  expect(connected).toBe(1)
})
