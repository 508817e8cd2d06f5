/** Functions whose code is replaced while they run. */
import { createServer } from 'node:http'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { closeServer, listenOnLoopback } from '../../../local/listen.ts'
import type { FunctionConfig } from '../../../local/lambda/function-config.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { call, expectState, type LocalFunctions, startFunctions, writeFunction } from './local-functions.ts'

const held: (() => void)[] = []
const gate = createServer((_incoming, outgoing) => {
  held.push(() => outgoing.end('released'))
})
const url = `http://127.0.0.1:${await listenOnLoopback(gate, 0)}`
afterAll(() => closeServer(gate))

let local: LocalFunctions
let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
  local = await startFunctions({})
})
afterEach(() => local.stop())

/** Answers with a word and its process; waits for the gate first when it is asked to. */
function write(name: string, word: string, settings: Partial<FunctionConfig> = {}): FunctionConfig {
  const code = `export const handler = async ({ waits }) => {
      if (waits) await (await fetch('${url}')).text()
      return { word: '${word}', pid: process.pid, mode: process.env.MODE }
    }`
  return writeFunction(folder, name, { code, ...settings })
}

test('the next request runs the new code, and the sandbox of the old code is gone', async () => {
  await local.service.replace([write('one', 'old')])
  const before = await call(local.service, 'one:live')

  await local.service.replace([write('one', 'new')])

  expect(before.word).toBe('old')
  await expectState(before.pid, undefined)
  expect(await call(local.service, 'one:live')).toMatchObject({ word: 'new' })
  expect(local.service.invocations()[0]).toMatchObject({ cold: true })
})

test('a request that runs ends on the old code, and only then the replacement is done', async () => {
  await local.service.replace([write('one', 'old')])
  const running = call(local.service, 'one', { waits: true })
  await expect.poll(() => held.length).toBe(1)
  let isDone = false
  const replace = async () => {
    await local.service.replace([write('one', 'new')])
    isDone = true
  }

  const replaced = replace()
  const next = await call(local.service, 'one')

  expect(next.word).toBe('new')
  expect(isDone).toBe(false)
  held.shift()?.()
  const old = await running
  expect(old.word).toBe('old')
  await replaced
  await expectState(old.pid, undefined)
})

test('a function that is as it was keeps its sandbox; one with another environment does not', async () => {
  const [one, two] = [write('one', 'a'), write('two', 'b')]
  await local.service.replace([one, two])
  const before = [await call(local.service, 'one'), await call(local.service, 'two')]

  await local.service.replace([{ ...one }, { ...two, environment: { MODE: 'changed' } }])

  expect(await call(local.service, 'one')).toEqual(before[0])
  const after = await call(local.service, 'two')
  expect(after).toMatchObject({ word: 'b', mode: 'changed' })
  expect(after.pid).not.toBe(before[1].pid)
})

test('a function that is not among the new ones is not found; one that is added runs', async () => {
  await local.service.replace([write('one', 'a')])

  await local.service.replace([write('two', 'b')])

  expect(await local.service.invoke({ functionArn: 'one', payload: {} })).toMatchObject({ kind: 'not-found' })
  expect(await call(local.service, 'two')).toMatchObject({ word: 'b' })
})

test('functions that cannot run replace nothing', async () => {
  await local.service.replace([write('one', 'a')])

  expect(() => local.service.replace([write('one', 'b', { codeDir: '/nowhere' })])).toThrow(
    'The code of function one is not in /nowhere: build it first.',
  )

  expect(await call(local.service, 'one')).toMatchObject({ word: 'a' })
})

test('the end of the service ends what still runs old code', async () => {
  await local.service.replace([write('one', 'old')])
  const { pid } = await call(local.service, 'one')
  const running = local.service.invoke({ functionArn: 'one', payload: { waits: true } })
  await expect.poll(() => held.length).toBe(1)
  const replaced = local.service.replace([])

  await local.service.close()

  await replaced
  expect(await running).toMatchObject({ kind: 'function-error' })
  await expectState(pid, undefined)
  held.length = 0
})
