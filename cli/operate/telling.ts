/** Errors of AWS as one sentence that says what was not done. */
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { CliError, unavailableError } from '../cli-error.ts'

/** @throws CliError `<notDone> (<exception>): <what to do>` */
export async function telling<T>(notDone: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof CliError || error instanceof TypeError) throw error
    const name = nameOf(error)
    throw unavailableError(`${notDone} (${name}): ${adviceFor(name)}.`, error)
  }
}

function nameOf(error: unknown): string {
  if (error instanceof ServiceError) {
    // CloudFormation answers in XML.
    const code = ['AccessDenied', 'ValidationError'].find((each) => error.says(`<Code>${each}</Code>`))
    return code ?? (error.exception === '' ? error.fault : error.exception)
  }
  return causeOf(error)
}

function adviceFor(name: string): string {
  if (/^AccessDenied|UnrecognizedClient|InvalidClientTokenId|ExpiredToken|Credentials/.test(name))
    return 'look at your credentials and at what they may do'
  if (/^(ValidationError|ResourceNotFound)/.test(name)) return 'look at the name and at the Region'
  if (name.startsWith('PreconditionFailed')) return 'somebody else changed it at the same time, so look again'
  return 'try again'
}
