/** One signed request to an AWS service that speaks JSON, without the AWS SDK. */
import { systemClock } from '../core/deadline.ts'
import type { Call } from '../core/step.ts'
import type { RawObject } from '../events/envelope.ts'
import { tryAttempts } from './attempts.ts'
import { type Connection, functionRegion } from './connection.ts'
import { exchange, parseAnswer, readException, readJson } from './exchange.ts'
import { classify, ServiceError } from './service-error.ts'
import { functionCredentials, signRequest } from './sign-request.ts'

/** How a service is called. */
export interface SignedService {
  /** Names it in error codes: `user_pool`. */
  readonly name: string
  /** As signatures spell it: `cognito-idp`. */
  readonly signingName: string
  /** The prefix of its operations in `X-Amz-Target`. */
  readonly target: string
  /** The version of its JSON protocol. Default 1.1. */
  readonly json?: '1.0'
}

/** Calls an operation with the function's own credentials. `check` may throw for an answer that another attempt may mend.
 * Rejects with a `ServiceError` whose `exception` is AWS's, or
 * with a `TypeError` when the function lacks a setting. */
export async function callService(
  connection: Connection,
  service: SignedService,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  call: Call,
  check: (answer: RawObject) => unknown = () => {},
): Promise<RawObject> {
  const { url } = connection
  const { name, signingName, target, json = '1.1' } = service
  const body = JSON.stringify(input)
  return tryAttempts(name, call, async (signal) => {
    const headers = signRequest(
      {
        url,
        service: signingName,
        region: functionRegion(),
        target: `${target}.${operation}`,
        contentType: `application/x-amz-json-${json}`,
        body,
      },
      functionCredentials(),
      systemClock.epochMs(),
    )
    const request = { method: 'POST', path: url.pathname, headers, signal }
    const { status, headers: answered, text } = await exchange(name, connection, request, body)
    if (status === 200) {
      const answer = parseAnswer(name, text)
      check(answer)
      return answer
    }
    const exception = readException(answered, readJson(text))
    throw new ServiceError(name, classify(status, exception), exception, text)
  })
}
