/** Errors of AWS as one sentence that says what was not done. */
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { CliError, unavailableError } from './cli-error.ts'

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

/** The exception of AWS, else the class of the fault. */
function nameOf(error: unknown): string {
  const service = error instanceof Error && error.cause instanceof ServiceError ? error.cause : error
  if (!(service instanceof ServiceError)) return causeOf(error)
  return service.exception === '' ? service.fault : service.exception
}

function adviceFor(name: string): string {
  if (
    /^AccessDenied|NotAuthorized|UnrecognizedClient|InvalidClientTokenId|ExpiredToken|Credentials/.test(name)
  )
    return 'look at your credentials and at what they may do'
  if (/Signature|^Request(Expired|TimeTooSkewed)/.test(name))
    return 'look at your credentials and at the clock of this machine'
  if (/^(ValidationE|ResourceNotFound|InvalidParameter)|DoesNotExist/.test(name))
    return 'look at the names and at the Region'
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(name)) return 'look at the Region and at your network'
  if (name.startsWith('PreconditionFailed')) return 'somebody else changed it at the same time, so look again'
  return 'try again'
}
