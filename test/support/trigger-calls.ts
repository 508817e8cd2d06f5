/** What the console of a local stack shows: the calls of functions, and the hops of chains. */
import type { HopView, InvocationView } from '../../local/console/views.ts'
import type { StackDetails } from '../../local/details-file.ts'

type Console = Pick<StackDetails, 'consoleUrl' | 'consoleToken'>

/** Newest first. */
export async function triggerCalls(details: Console): Promise<readonly InvocationView[]> {
  return JSON.parse(await read(details, '/api/invocations'))
}

export async function readHops(details: Console): Promise<readonly HopView[]> {
  return JSON.parse(await read(details, '/api/hops'))
}

async function read({ consoleUrl, consoleToken }: Console, path: string): Promise<string> {
  const response = await fetch(`${consoleUrl}${path}`, {
    headers: { authorization: `Bearer ${consoleToken}` },
  })
  return response.text()
}
