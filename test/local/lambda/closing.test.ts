/** No process of the service is left behind, however the service ends. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { listenOnLoopback } from '../../../local/listen.ts'
import { startLambdaService } from '../../../local/lambda/service.ts'
import {
  accountArn,
  call,
  processState,
  startFunctions,
  expectState,
  writeFunction,
} from './local-functions.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const pidHandler = 'export const handler = async () => process.pid'

let folder: string

beforeEach(async () => {
  folder = await temporaryFolder()
})

const config = () => writeFunction(folder, 'pid', pidHandler)

test('closing kills idle and busy sandboxes and waits until they are gone', async () => {
  const local = await startFunctions({
    idle: pidHandler,
    busy: `import { writeFileSync } from 'node:fs'
      export const handler = ({ file }) => { writeFileSync(file, String(process.pid)); while (true); }`,
  })
  const file = join(folder, 'busy')
  const idlePid = await call(local.service, 'idle')
  const busy = local.service.invoke({ functionArn: 'busy', payload: { file } })
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toBeTruthy()
  const busyPid = Number(readFileSync(file, 'utf8'))

  await local.stop()

  expect(await processState(idlePid)).toBeUndefined()
  expect(await processState(busyPid)).toBeUndefined()
  expect(await busy).toMatchObject({ errorMessage: expect.stringContaining('signal: killed') })
})

test('closing in the middle of a cold start leaves nothing behind and tells the caller', async () => {
  const file = join(folder, 'pid')
  const local = await startFunctions({
    starting: `import { writeFileSync } from 'node:fs'
      writeFileSync(${JSON.stringify(file)}, String(process.pid)); while (true);`,
  })
  const cold = local.service.invoke({ functionArn: 'starting', payload: {} })
  const ended = cold.catch(String)
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toBeTruthy()

  await local.stop()

  expect(await processState(Number(readFileSync(file, 'utf8')))).toBeUndefined()
  expect(await ended).toContain('The local Lambda service is closed')
})

test('closing right after a request has come starts no sandbox behind it', async () => {
  const service = await startLambdaService({ port: 0, region: 'eu-west-1', functions: [config()] })
  const ended = service.invoke({ functionArn: 'pid', payload: {} }).catch(String)

  await service.close()

  expect(await ended).toContain('The local Lambda service is closed')
})

test('a service that is closed says so to the next caller', async () => {
  const local = await startFunctions({ idle: pidHandler })
  await local.stop()

  const late = local.service.invoke({ functionArn: 'idle', payload: {} })

  await expect(late).rejects.toThrow('The local Lambda service is closed; start it again')
})

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'a frozen sandbox dies when its parent is ended by %s',
  async (signal) => {
    const { parent, pid } = await startInAnotherProcess()
    await expectState(pid, 'T')

    parent.kill(signal)

    await expect.poll(() => processState(pid)).toBeUndefined()
  },
)

test('a frozen sandbox dies when its parent exits, also when somebody has ended the guard', async () => {
  const { parent, pid } = await startInAnotherProcess()
  await expectState(pid, 'T')
  const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8').trim().split(' ')
  const guard = children.map(Number).find((child) => child !== pid)
  if (guard !== undefined) process.kill(guard, 'SIGKILL')
  const exited = once(parent, 'exit')

  parent.stdin.end()

  await exited
  await expect.poll(() => processState(pid)).toBeUndefined()
})

test('a port that is taken is named in the error, with what to do', async () => {
  const other = createServer()
  const port = await listenOnLoopback(other, 0)

  const start = startLambdaService({ port, region: 'eu-west-1', functions: [] })

  await expect(start).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use: stop what listens there, or start with --port 0.`,
  )
  other.close()
})

test.each([
  [{ codeDir: '/nowhere' }, 'The code of function pid is not in /nowhere: build it first.'],
  [{ environment: { AWS_REGION: 'x' } }, 'Function pid sets AWS_REGION, which Lambda reserves'],
  [{ functionArn: `${accountArn}:pid:live` }, 'The ARN of function pid must end in :function:pid'],
  [{ timeoutS: 901 }, 'The time-out of function pid is 901 s'],
])('a function that AWS would not accept is refused at the start: %o', async (change, sentence) => {
  const start = startLambdaService({
    port: 0,
    region: 'eu-west-1',
    functions: [{ ...config(), ...change }],
  })

  await expect(start).rejects.toThrow(sentence)
})

const startInAnotherProcess = async () => {
  const service = new URL('../../../local/lambda/service.ts', import.meta.url)
  writeFileSync(
    join(folder, 'parent.mjs'),
    `import { startLambdaService } from '${service.href}'
    const functions = [${JSON.stringify(config())}]
    const service = await startLambdaService({ port: 0, region: 'eu-west-1', functions })
    const result = await service.invoke({ functionArn: 'pid', payload: {} })
    console.log(result.payload)
    process.stdin.on('end', () => process.exit()).resume()`,
  )
  const parent = spawn(process.execPath, [join(folder, 'parent.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [line] = await once(parent.stdout, 'data')
  return { parent, pid: Number(line) }
}
