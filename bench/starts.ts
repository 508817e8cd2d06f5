/** How much more than a bare handler each bundle takes to init and to its first answer, and what a warm call takes in
 * requests over an open connection. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { buildTriggers } from '../triggers/build/build.ts'
import { noBudgets } from '../triggers/build/bundle-budget.ts'
import { registry, type TriggerName } from '../triggers/registry.ts'
import { eventFixture } from '../triggers/testing/golden-events.ts'
import { median } from '../scripts/median.ts'
import { elsewhere, startService } from './service.ts'
import { type Cells, starts, times } from './tables.ts'

const run = promisify(execFile)

const tokenEvent = 'TokenGeneration_Authentication.v2'

/** What AWS's runtime client does before the handler: it has loaded `http`, and imports the handler's file. Each warm
 * call is followed by one bare request, so that both meet the same machine. Processor time of the process, in
 * microseconds. Unlike wall-clock time it hardly changes on a busy machine. */
const script = `
  process.getBuiltinModule('node:http')
  const { handler } = await import(process.argv[1])
  const used = () => { const { user, system } = process.cpuUsage(); return user + system }
  const init = used()
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 4_000 }
  // A denial is an answer, too.
  const call = () => handler(JSON.parse(process.argv[2]), context).catch((error) => {
    if (error.name !== 'Denial') throw error
  })
  await call()
  const first = used()
  const https = process.getBuiltinModule('node:https')
  const agent = new https.Agent({ keepAlive: true })
  const options = { agent, method: 'POST' }
  const ask = () => new Promise((resolve, reject) =>
    https.request(process.env.AWS_ENDPOINT_URL, options, (response) => response.resume().once('end', resolve))
      .once('error', reject).end('{}'))
  const cost = async (act) => { const before = used(); await act(); return used() - before }
  const sum = { calls: 0, requests: 0 }
  for (let round = 0; round < 100; round += 1) {
    const [one, other] = [await cost(call), await cost(ask)]
    if (round < 50) continue
    sum.calls += one
    sum.requests += other
  }
  const result = { init, first, warm: sum.calls / sum.requests }
  process.stdout.write('\\n' + JSON.stringify(result), () => process.exit(0))
`

/** What a team would write by hand. */
const withSdk = `
  import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
  const client = new DynamoDBClient({})
  export async function handler(event) {
    await client.send(new GetItemCommand({ TableName: process.env.TABLE_NAME, Key: { pk: { S: 'user' }, sk: { S: 'plan' } } }))
    return event
  }`

type Row = (typeof starts.rows)[number]

/** Fresh processes, variants interleaved in each round; medians of the ratios to the bare handler of the same round.
 * The bundles must be built. */
export async function measureStarts(rounds: number): Promise<Cells<Row>> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-bench-'))
  try {
    await using service = await startService(directory)
    const environment = {
      AWS_REGION: 'eu-west-1',
      TABLE_NAME: 'suite',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: service.endpoint,
      ...elsewhere(service),
      NODE_EXTRA_CA_CERTS: service.certificateFile,
    }
    const startOnce = async ({ file, event }: Variant): Promise<Sample> => {
      // The app client that recipes name is refused by one of them.
      const asked = { ...eventFixture(event), callerContext: { awsSdkVersion: '3', clientId: 'bench' } }
      const args = ['--input-type=module', '-e', script, file, JSON.stringify(asked)]
      const { stdout } = await run(process.execPath, args, { env: environment, maxBuffer: 16_777_216 })
      return JSON.parse(stdout.slice(stdout.lastIndexOf('\n')))
    }
    const { bare, variantOf } = await prepareVariants(directory)
    const ratios = new Map(starts.rows.map((row): [Row, (readonly number[])[]] => [row, []]))
    for (let round = 0; round < rounds; round += 1) {
      const base = await startOnce(bare)
      for (const row of starts.rows) {
        const { init, first, warm } = await startOnce(variantOf(row))
        ratios.get(row)?.push([init / base.init, first / base.first, warm])
      }
    }
    return new Map(
      [...ratios].map(([row, own]) => [
        row,
        [0, 1, 2].map((at) => times(median(own.map((each) => each[at] ?? NaN)))),
      ]),
    )
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

interface Sample {
  /** From the start of the process, in microseconds. */
  readonly init: number
  readonly first: number
  /** In requests. */
  readonly warm: number
}

interface Variant {
  readonly file: string
  readonly event: string
}

interface Variants {
  readonly bare: Variant
  readonly variantOf: (row: Row) => Variant
}

async function prepareVariants(directory: string): Promise<Variants> {
  const bare = { file: join(directory, 'bare.mjs'), event: 'PreSignUp_SignUp' }
  await writeFile(bare.file, 'export async function handler(event) { return event }\n')
  const sdk = { file: join(directory, 'sdk.mjs'), event: tokenEvent }
  await build({
    stdin: { contents: withSdk, resolveDir: import.meta.dirname },
    outfile: sdk.file,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
    },
  })
  // A suite may do without some triggers: these are measured as their recipes have them.
  const [own, whole] = [join(import.meta.dirname, '../dist'), join(directory, 'whole')] as const
  const suiteFile = join(import.meta.dirname, '../test/suites/whole.ts')
  await buildTriggers(whole, { suiteFile, acceptsSuite: false, budgets: noBudgets })
  const fileOf = (name: TriggerName): string => {
    const [inOwn = '', inWhole = ''] = [own, whole].map((built) => join(built, 'triggers', name, 'index.mjs'))
    return existsSync(inOwn) ? inOwn : inWhole
  }
  const eventOf = (name: TriggerName): string =>
    name === 'pre-token-generation' ? tokenEvent : registry[name].usualSource
  return {
    bare,
    variantOf: (row) =>
      row === 'one item read with the AWS SDK' ? sdk : { file: fileOf(row), event: eventOf(row) },
  }
}
