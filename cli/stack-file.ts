/** Reads `.local/stack.json`, which a running local stack writes for its callers. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import {
  isObject,
  own,
  readStringMap,
  type StringMap,
} from '@cognito-trigger-suite/triggers/internal/core/json'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { unavailableError } from './cli-error.ts'

/** The part of the running stack's file that commands use. */
export interface StackFile {
  readonly region: string
  readonly lambdaEndpoint: string
  readonly consoleUrl: string
  readonly consoleToken: string
  readonly userPoolId: string
  readonly publicClientId: string
  /** Trigger name → function name; where several functions have one, `<trigger name>/<function name>` for each. */
  readonly functions: StringMap
}

/** @throws CliError that says how to start the stack. */
export async function readStackFile(path: string): Promise<StackFile> {
  const details = await readDetails(path)
  const read = textsOf(details, path)
  return {
    region: read('region'),
    lambdaEndpoint: read('lambdaEndpoint'),
    consoleUrl: read('consoleUrl'),
    consoleToken: read('consoleToken'),
    userPoolId: read('userPoolId'),
    publicClientId: readStringMap(own(own(details, 'clients'), 'public')).get('clientId') ?? '',
    functions: readStringMap(own(details, 'functions')),
  }
}

/** Reads a text of the file by its name. @throws CliError when there is none */
export function textsOf(details: unknown, path: string): (name: string) => string {
  const fields = readStringMap(details)
  return (name) => {
    const value = fields.get(name)
    if (value !== undefined) return value
    throw unavailableError(`${path} has no ${name}: start the local stack again with \`npm start\`.`)
  }
}

/** The content of the file when the stack runs. A killed stack leaves its file.
 * @throws CliError */
export async function readDetails(path: string): Promise<Readonly<Record<string, unknown>>> {
  let details: unknown
  try {
    details = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    // A folder and a text that is no JSON are refused below.
    if (causeOf(error) === 'ENOENT')
      throw unavailableError('The local stack does not run: start it with `npm start`.', error)
  }
  if (isObject(details)) {
    const consoleUrl = readStringMap(details).get('consoleUrl')
    if (consoleUrl === undefined || (await isListening(consoleUrl))) return details
    throw unavailableError(`The local stack of ${path} has ended: start it again with \`npm start\`.`)
  }
  throw unavailableError(`${path} is not what the local stack writes: start it again with \`npm start\`.`)
}

async function isListening(address: string): Promise<boolean> {
  const url = URL.parse(address)
  const port = Number(url?.port)
  if (url === null || port === 0) return false
  const socket = connect({ host: url.hostname, port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
