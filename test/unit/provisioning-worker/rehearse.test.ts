/** A rehearsal of the worker asks what it may do, and works on nobody. */
import { expect, test } from 'vitest'
import { createWorker } from '../../../triggers/provisioning-worker/run.ts'
import { createWorkerRuntime } from '../../support/worker-runtime.ts'
import { createScene } from './scene.ts'

const clientContext = { custom: { rehearsal: true } }

function rehearse(options: Parameters<typeof createScene>[0]) {
  const found: unknown[] = []
  const scene = createScene({
    ...options,
    index: {
      shards: 4,
      async find(queue, shard) {
        found.push([queue, shard])
        return [{ key: { pk: 'USER#pool#sub-1', sk: 'PROVISIONING' }, atMs: 0 }]
      },
      ...options?.index,
    },
  })
  const lines: string[] = []
  const worker = createWorker(scene.config, createWorkerRuntime(scene.clock, lines))
  const context = { awsRequestId: 'run', getRemainingTimeInMillis: () => 60_000, clientContext }
  const ran = scene.clock.runUntil(worker({ kind: 'sweep' }, context))
  return { ran, scene, found, line: () => JSON.parse(lines.at(-1) ?? '{}') }
}

test('it reads the index and a record, changes none, and counts in no metric', async () => {
  const { ran, scene, found, line } = rehearse({})

  await ran

  expect(found).toEqual([['due', 0]])
  expect(scene.done).toEqual(['readMany', 'read', 'acknowledge'])
  expect(line()).toMatchObject({ outcome: 'done', rehearsal: true, users: [], steps: [] })
  expect(line()).not.toHaveProperty('_aws')
})

test.each(['readMany', 'read', 'acknowledge'])('a table that refuses to %s fails it', async (operation) => {
  const { ran, line } = rehearse({ troubles: { [operation]: 'fails' } })

  await expect(ran).rejects.toThrow()
  expect(line()).toMatchObject({ outcome: 'failed', rehearsal: true })
  expect(line()).not.toHaveProperty('_aws')
})
