/** One signed request to an AWS service that speaks JSON, without the AWS SDK. */
import { systemClock } from '../core/deadline.ts'
import type { Call } from '../core/step.ts'
import { tryAttempts } from './attempts.ts'
import { type Connection, functionRegion } from './connection.ts'
import { readText } from './read-text.ts'
import { ServiceError } from './service-error.ts'
import { functionCredentials, signRequest } from './sign-request.ts'

/** How a service is called. */
export interface SignedService {
  /** Names it in error codes: `user_pool`. */
  readonly name: string
  /** As signatures spell it: `cognito-idp`. */
  readonly signingName: string
  /** The prefix of its operations in `X-Amz-Target`. */
  readonly target: string
}

/** The longest answer that is read, in bytes. */
const maxAnswerBytes = 1_048_576

const throttling = /^(Throttling|TooManyRequests|RequestLimitExceeded)/

/** Calls an operation with the function's own credentials. Rejects with a `ServiceError` whose `exception` is AWS's. */
export async function callService(
  connection: Connection,
  service: SignedService,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  call: Call,
): Promise<unknown> {
  const body = JSON.stringify(input)
  return tryAttempts(service.name, call, async (signal) => {
    const headers = signRequest(
      {
        url: connection.url,
        service: service.signingName,
        region: functionRegion(),
        target: `${service.target}.${operation}`,
        contentType: 'application/x-amz-json-1.1',
        body,
      },
      functionCredentials(),
      systemClock.epochMs(),
    )
    const response = await connection.request(
      { method: 'POST', path: connection.url.pathname, headers, signal },
      body,
    )
    const answer = await readText(
      response,
      maxAnswerBytes,
      () => new ServiceError(service.name, 'answer_unreadable'),
    )
    const status = response.statusCode ?? 0
    if (status !== 200) throw classify(service, status, answer)
    return parseJson(service, answer)
  })
}

function classify({ name }: SignedService, status: number, answer: string): ServiceError {
  const exception = /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)"/.exec(answer)?.[1]
  if (status === 429 || (exception !== undefined && throttling.test(exception)))
    return new ServiceError(name, 'throttled', exception)
  return new ServiceError(name, status >= 500 ? 'server_error' : 'refused', exception)
}

function parseJson({ name }: SignedService, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ServiceError(name, 'answer_unreadable')
  }
}
