/** What the console of a local stack shows of the calls of triggers. */
import type { InvocationView } from '../../local/console/views.ts'
import type { StackDetails } from '../../local/details-file.ts'

/** Newest first. */
export async function triggerCalls(
  details: Pick<StackDetails, 'consoleUrl' | 'consoleToken'>,
): Promise<readonly InvocationView[]> {
  const response = await fetch(`${details.consoleUrl}/api/invocations`, {
    headers: { authorization: `Bearer ${details.consoleToken}` },
  })
  return JSON.parse(await response.text())
}
