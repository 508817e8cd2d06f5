/** `.local/stack.json`: where other tools find the stack that was started last and still runs. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { isObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { CallerAddress } from './callers/caller-models.ts'
import type { NamedClients } from './template/name-clients.ts'

/** What `.local/stack.json` holds. */
export interface StackDetails {
  readonly region: string
  readonly cognitoEndpoint: string
  readonly lambdaEndpoint: string
  readonly dynamodbEndpoint: string
  readonly consoleUrl: string
  /** Sent as a bearer token to the console's API. */
  readonly consoleToken: string
  readonly tableName: string
  readonly userPoolId: string
  readonly clients: NamedClients
  /** Trigger name → function name; where several functions have one, `<trigger name>/<function name>` for each. */
  readonly functions: Readonly<Record<string, string>>
  readonly issuer: string
  /** Where the template's other synchronous callers are. */
  readonly callers: readonly CallerAddress[]
}

export interface DetailsFile {
  /** Writes what the stack is now, unless the file is another stack's. */
  update(details: StackDetails): Promise<void>
  /** Removes the file, or leaves it to another stack. */
  release(): Promise<void>
}

/** Removes the file that a killed stack left behind. */
export async function removeDead(path: string, answerMs = 10_000): Promise<void> {
  const details = await readText(path)
  if (details.includes('"consoleToken"') && !(await isRunning(details, answerMs)))
    await rm(path, { force: true })
}

/** Writes the file. The file of another stack comes back at the end, if that stack still runs: its console answers
 * within `answerMs`. */
export async function writeDetails(
  path: string,
  details: StackDetails,
  answerMs = 1_000,
): Promise<DetailsFile> {
  const before = await readText(path)
  const write = (of: StackDetails): Promise<void> =>
    writeFile(path, `${JSON.stringify(of, null, 2)}\n`, { mode: 0o600 })
  const isOwn = async (): Promise<boolean> =>
    (await readText(path)).includes(`"consoleUrl": "${details.consoleUrl}"`)
  await write(details).catch((cause: unknown) => {
    const why = isObject(cause) ? String(cause['code']) : 'unknown'
    const advice = 'remove what stands there, or name another --directory.'
    throw new Error(`${path} cannot be written (${why}): ${advice}`, { cause })
  })
  return {
    async update(next) {
      if (await isOwn()) await write(next)
    },
    async release() {
      // Another stack may have written its own there meanwhile. It has the same token, at another address.
      if (!(await isOwn())) return
      if (await isRunning(before, answerMs)) await writeFile(path, before, { mode: 0o600 })
      else await rm(path, { force: true })
    },
  }
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

async function isRunning(details: string, answerMs: number): Promise<boolean> {
  const consoleUrl = /"consoleUrl": "(http:\/\/127\.0\.0\.1:\d+)"/.exec(details)?.[1]
  const token = /"consoleToken": "([^"]+)"/.exec(details)?.[1]
  if (consoleUrl === undefined || token === undefined) return false
  const headers = { authorization: `Bearer ${token}` }
  return fetch(`${consoleUrl}/api/faults`, { headers, signal: AbortSignal.timeout(answerMs) }).then(
    ({ ok }) => ok,
    () => false,
  )
}
