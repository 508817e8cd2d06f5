/** How large the function behind each other caller is, and how much more than a bare handler it takes to init. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { defaultPaths, type EdgeConfig } from '../callers/edge/config.ts'
import { bundleInto } from '../infra/bundle-caller.ts'
import { median } from '../scripts/median.ts'
import { startPlainService } from './service.ts'
import { type Cells, callerStarts, times } from './tables.ts'

const run = promisify(execFile)

/** As in starts.ts: processor time from the start of the process, in microseconds. */
const script = `
  process.getBuiltinModule('node:http')
  await import(process.argv[1])
  const { user, system } = process.cpuUsage()
  process.stdout.write('\\n' + String(user + system), () => process.exit(0))
`

const arn = (service: string, name: string): string => `arn:aws:${service}:eu-west-1:123456789012:${name}`
const userPoolId = 'eu-west-1_Bench0001'
const managedLogin = 'https://bench.auth.eu-west-1.amazoncognito.com'

/** What the constructs would set. */
const settings = {
  USER_POOL_ID: userPoolId,
  CLIENT_IDS: 'bench',
  CLIENT_ID: 'bench',
  CLIENT_SECRET_ARN: arn('secretsmanager', 'secret:client'),
  SESSION_KEYS_ARN: arn('secretsmanager', 'secret:keys'),
  SESSION_S: '3600',
  MAX_SESSIONS: '10',
  BASE_PATH: '/auth',
  ORIGINS: 'https://app.example.com',
  TABLE_NAME: 'suite',
  GUARD: JSON.stringify({ door: 'http-api-simple', needs: { scopes: ['api/read'] } }),
  WORKER_FUNCTION: arn('lambda', 'function:worker:live'),
  USERS_PER_SECOND: '5',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
}

const edge: EdgeConfig = {
  userPoolId,
  clientId: 'bench',
  managedLogin,
  scopes: ['openid'],
  needs: {},
  rights: {},
  openPaths: [],
  forwardsToken: false,
  ...defaultPaths,
}

/** Fresh processes, all in each round; medians of the ratios to the bare handler of the same round. */
export async function measureCallerStarts(rounds: number): Promise<Cells<string>> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-bench-'))
  try {
    await using service = await startPlainService()
    const env = {
      ...settings,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: service.endpoint,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: service.endpoint,
    }
    const initOnce = async (file: string): Promise<number> => {
      const args = ['--input-type=module', '-e', script, file]
      const { stdout } = await run(process.execPath, args, { env })
      return Number(stdout.slice(stdout.lastIndexOf('\n')))
    }
    const bare = join(directory, 'bare.mjs')
    await writeFile(bare, 'export async function handler(event) { return event }\n')
    const fileOf = (caller: string): string => join(directory, caller, 'index.mjs')
    for (const caller of callerStarts.rows) bundleInto(join(directory, caller), caller)
    await writeFile(join(directory, 'edge', 'config.json'), JSON.stringify(edge))

    const ratios = new Map(callerStarts.rows.map((row): [string, number[]] => [row, []]))
    for (let round = 0; round < rounds; round += 1) {
      const base = await initOnce(bare)
      for (const [row, own] of ratios) own.push((await initOnce(fileOf(row))) / base)
    }
    const cells = [...ratios].map(async ([row, own]): Promise<[string, readonly string[]]> => {
      const { size } = await stat(fileOf(row))
      return [row, [`${(size / 1_024).toFixed(1)} KB`, times(median(own))]]
    })
    return new Map(await Promise.all(cells))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
