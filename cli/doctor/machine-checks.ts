/** What the machine must have. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { isNodeTooOld, leastNode } from '@cognito-trigger-suite/triggers/internal/build/require-node'
import type { CliContext } from '../context.ts'
import { readDetails } from '../stack-file.ts'
import { bad, type Check, good, note } from './check.ts'

export function checkNode(version: string = process.versions.node): Check {
  return isNodeTooOld(version)
    ? bad('Node', `${version} is too old: install Node ${leastNode}, which AWS Lambda runs too.`)
    : good('Node', version)
}

/** The four of `npm start`. Port 0 means that it picks free ones. */
export async function checkPorts(context: CliContext, first: number): Promise<Check> {
  if (first === 0) return good('ports', 'free ones are picked')
  const ports = [0, 1, 2, 3].map((step) => first + step)
  const isTaken = await Promise.all(ports.map(isPortTaken))
  const taken = ports.filter((_, index) => isTaken[index])
  if (taken.length === 0) return good('ports', `${first} to ${first + 3} are free`)
  const running = await readDetails(context.stackFile).catch(() => undefined)
  const isOurs = taken.some((port) => running?.['consoleUrl'] === `http://127.0.0.1:${port}`)
  return isOurs
    ? note('ports', `${taken.join(', ')}: the local stack of this project runs there.`)
    : bad('ports', `${taken.join(', ')} taken: stop what listens there, or start with --port 0.`)
}

async function isPortTaken(port: number): Promise<boolean> {
  await using server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
    return false
  } catch {
    return true
  }
}

export function checkChromium(env: CliContext['env']): Check {
  const path = env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  return existsSync(path)
    ? good('Chromium', path)
    : note(
        'Chromium',
        `${path} is not there: only tests of pages in a browser need it, set CHROMIUM_PATH for them.`,
      )
}
