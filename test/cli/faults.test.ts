import { afterAll, expect, test } from 'vitest'
import { runInside, runProcess } from './cli-process.ts'
import { startFakeConsole } from './fake-console.ts'
import { expectGolden } from './golden.ts'

const fake = await startFakeConsole([])
afterAll(() => fake.stop())

test('faults are set, shown and cleared', async () => {
  const set = await runProcess(['faults', 'table=error@0.5', 'user-pool=latency:300'], fake)
  const shown = await runInside(['faults', '--json'], fake)
  const cleared = await runInside(['faults', '--clear'], fake)

  await expectGolden('faults', set)
  expect(JSON.parse(shown.stdout)).toEqual({
    table: { kind: 'error', rate: 0.5 },
    'user-pool': { kind: 'latency', ms: 300 },
  })
  expect(cleared).toMatchObject({ exitCode: 0, stdout: 'no faults\n' })
  expect(fake.requests).toEqual([
    'PUT /api/faults Bearer the-token',
    'GET /api/faults Bearer the-token',
    'DELETE /api/faults Bearer the-token',
    'GET /api/faults Bearer the-token',
  ])
})

test('a fault that there is not is refused before anything is asked', async () => {
  const ran = await runInside(['faults', 'table=tired'], fake)

  expect(ran.exitCode).toBe(64)
  expect(ran.stderr).toMatch(/^There is no kind of fault 'tired': name one of latency, .*\.\n$/)
})

test.each(['README.md', 'test'])('the stack file %s, which no stack wrote, is named', async (file) => {
  const ran = await runInside(['faults', '--stack', file])

  expect(ran).toMatchObject({ exitCode: 69, stdout: '' })
  expect(ran.stderr).toMatch(
    new RegExp(`${file} is not what the local stack writes: start it again with \`npm start\`\\.\n$`),
  )
})

test('a stack that does not run is one sentence', async () => {
  const ran = await runInside(['faults', '--stack', 'nowhere.json'])

  expect(ran).toMatchObject({
    exitCode: 69,
    stderr: 'The local stack does not run: start it with `npm start`.\n',
  })
})
