/** Calls the console of the running local stack. */
import { within } from '@cognito-trigger-suite/triggers/core/deadline'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { unavailableError, usageError } from './cli-error.ts'
import type { CliContext } from './context.ts'
import type { StackFile } from './stack-file.ts'

export interface ConsoleRequest {
  readonly method: 'GET' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

/** The longest wait for the console, in milliseconds. */
const consoleLimitMs = 5_000

/** The JSON of the console's answer. @throws CliError when the console does not answer, or refuses. */
export async function callConsole(
  { clock }: Pick<CliContext, 'clock'>,
  stack: StackFile,
  { method, path, body }: ConsoleRequest,
): Promise<unknown> {
  const settled = await within(clock, consoleLimitMs, async (signal) => {
    const response = await fetch(new URL(path, stack.consoleUrl), {
      method,
      headers: { Authorization: `Bearer ${stack.consoleToken}` },
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer: unknown = await response.json()
    return { status: response.status, answer }
  })
  const again = 'start the local stack again with `npm start`'
  switch (settled.kind) {
    case 'timeout':
      throw unavailableError(`The console at ${stack.consoleUrl} does not answer: ${again}.`)
    case 'error': {
      const { error } = settled
      const cause = causeOf(error instanceof Error && error.cause !== undefined ? error.cause : error)
      throw unavailableError(`Nothing answers at ${stack.consoleUrl} (${cause}): ${again}.`, error)
    }
    case 'ok': {
      const { status, answer } = settled.value
      if (status === 200) return answer
      const problem = ownText(answer, 'message')
      if (status === 400 && problem !== undefined) throw usageError(problem)
      throw unavailableError(`The console at ${stack.consoleUrl} refused (${status}): ${again}.`)
    }
  }
}
