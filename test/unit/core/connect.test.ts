import { expect, test } from 'vitest'
import { connectDependencies } from '../../../triggers/core/connect.ts'
import type { Dependency } from '../../../triggers/core/step.ts'

function dependency(connect: (count?: number) => Promise<void>): Dependency {
  return { name: 'table', connect }
}

const step = (name: string, on: Dependency, requests?: number) => ({
  name,
  dependency: on,
  ...(requests === undefined ? {} : { requests }),
})

test('a dependency is connected once, for as many requests as distinct steps of its busiest phase send at once', async () => {
  const asked: unknown[] = []
  const table = dependency(async (count) => void asked.push(['table', count]))
  const other = dependency(async (count) => void asked.push(['other', count]))

  const shared = step('plan', table)
  await connectDependencies(
    [shared, undefined, step('rates', other), shared, step('plan', table), step('domains', table, 4)],
    [step('open', table), step('mail', { name: 'mail' })],
    [step('one', other), step('two', other)],
  )

  expect(asked).toEqual([
    ['table', 5],
    ['other', 2],
  ])
})

test('one that cannot be connected keeps nobody from init, and no other from connecting', async () => {
  let connected = 0
  const well = dependency(async () => void (connected += 1))
  const broken = dependency(() => {
    throw new TypeError('AWS_REGION is not set')
  })
  const down = dependency(() => Promise.reject(new Error('down')))

  await connectDependencies([step('a', broken), step('b', down), step('c', well)])

  expect(connected).toBe(1)
})
