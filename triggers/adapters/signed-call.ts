/** One signed request to an AWS service that speaks JSON, without the AWS SDK. */
import aws4 from 'aws4'
import type { Call } from '../core/step.ts'
import { tryAttempts } from './attempts.ts'
import { type Connection, functionRegion } from './connection.ts'
import { readText } from './open-connection.ts'
import { ServiceError } from './service-error.ts'

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
  const path = connection.url.pathname
  return tryAttempts(service.name, call, async (signal) => {
    const { headers } = aws4.sign(
      {
        service: service.signingName,
        region: functionRegion(),
        host: connection.url.host,
        method: 'POST',
        path,
        headers: {
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': `${service.target}.${operation}`,
        },
        body,
      },
      credentials(),
    )
    const response = await connection.request({ method: 'POST', path, headers: { ...headers }, signal }, body)
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

/** Lambda puts the role's credentials into the environment; they hold for the life of the sandbox. */
function credentials(): { accessKeyId?: string; secretAccessKey?: string; sessionToken?: string } {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  return {
    ...(AWS_ACCESS_KEY_ID === undefined ? {} : { accessKeyId: AWS_ACCESS_KEY_ID }),
    ...(AWS_SECRET_ACCESS_KEY === undefined ? {} : { secretAccessKey: AWS_SECRET_ACCESS_KEY }),
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  }
}
