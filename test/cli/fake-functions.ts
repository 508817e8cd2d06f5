/** Functions that end in every way, beside a stack file that names them: what `invoke` meets. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeServer, listenOnLoopback } from '../../local/listen.ts'
import { functionsByTrigger } from '../../local/view-stack.ts'
import { type FunctionSource, startFunctions } from '../local/lambda/local-functions.ts'

export interface FakeStack {
  /** Holds stack.json; files of the test may go there. */
  readonly directory: string
  readonly endpoint: string
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** The report of the suite, as a function logs it. */
const report = {
  trigger: 'pre-sign-up',
  outcome: 'allowed',
  durationMs: 1.5,
  remainingMs: 3_700,
  steps: [
    {
      name: 'a-fact',
      kind: 'fact',
      startMs: 0.2,
      durationMs: 1,
      attempts: 2,
      outcome: 'timeout',
      policy: 'use',
    },
  ],
}

const sources: Readonly<Record<string, string | FunctionSource>> = {
  'fake-pre-sign-up': `
    export const handler = async (event) => {
      process.stdout.write(${JSON.stringify(JSON.stringify(report))} + '\\n')
      const domain = event.request.userAttributes.email.split('@')[1]
      if (domain === 'blocked.example') {
        const error = new Error('[email_domain_not_allowed] Please use another address')
        error.name = 'Denial'
        error.stack = ''
        throw error
      }
      return { ...event, response: { ...event.response, autoConfirmUser: true, pool: event.userPoolId } }
    }`,
  // Answers as a function behind API Gateway or a load balancer, in the way that the path names.
  'fake-front-door': `
    export const handler = async (event) => {
      const way = event.rawPath ?? event.path
      const ends = { '/denied': { outcome: 'denied', code: 'email_domain_not_allowed' }, '/late': { outcome: 'failed', cause: 'timeout' }, '/threw-late': { outcome: 'failed', cause: 'timeout' }, '/down': { outcome: 'failed', cause: 'TypeError' } }
      const ended = ends[way] ?? { outcome: 'allowed' }
      process.stdout.write(JSON.stringify({ trigger: 'front-door', ...ended, durationMs: 1, remainingMs: 2, steps: [] }) + '\\n')
      if (way.startsWith('/threw')) throw new Error('The table did not answer in time.')
      return { statusCode: ended.outcome === 'allowed' ? 200 : 403, body: '{}', isBase64Encoded: false }
    }`,
  // Tells the pool that a batch job is about.
  'fake-s3-batch': `
    export const handler = async ({ job }) => {
      process.stdout.write(JSON.stringify({ trigger: 's3-batch', outcome: 'allowed', durationMs: 1, remainingMs: 2, steps: [] }) + '\\n')
      return job.userArguments
    }`,
  rehearses: `
    export const handler = async (event, { clientContext }) => {
      const rehearsal = clientContext?.custom?.rehearsal
      process.stdout.write(JSON.stringify({ trigger: 'pre-sign-up', outcome: 'allowed', rehearsal, durationMs: 1, remainingMs: 2, steps: [] }) + '\\n')
      return event
    }`,
  'passes-on': `
    export const handler = async (event) => {
      const report = { trigger: 'custom-message', outcome: 'failed', cause: 'no_code', durationMs: 1, remainingMs: 2, steps: [] }
      process.stdout.write(JSON.stringify(report) + '\\n')
      return event
    }`,
  down: `
    export const handler = async () => {
      throw Object.assign(new Error('[temporarily_unavailable] Please try again'), { name: 'Denial', stack: '' })
    }`,
  broken: `
    export const handler = async () => { throw Object.assign(new TypeError('x is not a function'), { stack: '' }) }`,
  exits: `export const handler = async () => process.exit(3)`,
  'never-answers': {
    code: 'export const handler = () => new Promise(() => setInterval(() => {}, 1000))',
    timeoutS: 1,
  },
  slow: 'export const handler = () => new Promise(() => setInterval(() => {}, 1000))',
}

/** A pool and an app client that fixtures are placed in. */
const details = {
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Test00001',
  consoleToken: 'none',
  clients: { public: { clientId: 'public-client' } },
  functions: functionsByTrigger({
    functions: [
      { trigger: 'pre-sign-up', functionName: 'fake-pre-sign-up' },
      { trigger: 'front-door', functionName: 'fake-front-door' },
      { trigger: 's3-batch', functionName: 'fake-s3-batch' },
      { trigger: 'guards', functionName: 'OfRoutes' },
      { trigger: 'guards', functionName: 'OfFields' },
    ],
  }),
}

export async function startFakeStack(): Promise<FakeStack> {
  const functions = await startFunctions(sources)
  const console = createServer((_, response) => void response.writeHead(404).end())
  const consoleUrl = `http://127.0.0.1:${await listenOnLoopback(console, 0)}`
  const directory = await mkdtemp(join(tmpdir(), 'cli-stack-'))
  const stackFile = join(directory, 'stack.json')
  const { endpoint } = functions.service
  await writeFile(stackFile, JSON.stringify({ ...details, consoleUrl, lambdaEndpoint: endpoint }))
  return {
    directory,
    endpoint,
    env: { SUITE_STACK_FILE: stackFile },
    async stop() {
      await functions.stop()
      await closeServer(console)
      await rm(directory, { recursive: true, force: true })
    },
  }
}
