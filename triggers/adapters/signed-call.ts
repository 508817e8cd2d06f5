/** One signed request to an AWS service. Adapters call AWS only in this way. */
import { systemClock } from '../core/deadline.ts'
import type { Call } from '../core/step.ts'
import { type RawObject, readJson } from '../core/json.ts'
import { tryAttempts } from './attempts.ts'
import type { AwsService, JsonService } from './aws-services.ts'
import type { Connection } from './connection.ts'
import { signer } from './credentials.ts'
import { type Answered, exchange, parseAnswer, readException } from './exchange.ts'
import { classify, ServiceError, type ServiceFault } from './service-error.ts'
import { functionRegion } from './setting.ts'
import { signRequest } from './sign-request.ts'

export interface PostedRequest {
  /** Encoded, below the path of the endpoint. Default: the endpoint's path itself. */
  readonly path?: string
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface AnswerReading {
  /** The longest answer that is read, in bytes. Default 1 MB. */
  readonly maxBytes?: number
  /** Whose fault a refusal is, where the body tells more than the status and the exception's name. */
  readonly classifyRefusal?: (status: number, exception: string, body: unknown) => ServiceFault
}

/** Posts to a service, with as many attempts as the step allows. Each attempt is signed anew with the current
 * credentials. `read` may throw for an answer that another attempt may mend. Rejects with a `ServiceError` whose
 * `exception` is AWS's, or with a `TypeError` when the function lacks a setting. */
export async function postSigned<Answer>(
  connection: Connection,
  { name, signingName }: AwsService,
  { path: below, headers, body }: PostedRequest,
  call: Call,
  read: (answer: Answered) => Answer,
  { maxBytes, classifyRefusal = classify }: AnswerReading = {},
): Promise<Answer> {
  const { pathname } = connection.url
  const path = below === undefined ? pathname : pathname.replace(/\/?$/, () => below)
  return tryAttempts(name, call, async (signal) => {
    const request = {
      host: connection.url.host,
      path,
      service: signingName,
      region: functionRegion(),
      headers,
      body,
    }
    const signed = signRequest(request, await signer.credentials(), systemClock.epochMs())
    const options = { method: 'POST', path, headers: signed, signal }
    const answer = await exchange(name, connection, options, body, maxBytes)
    const { status, headers: answered, text } = answer
    if (status >= 200 && status < 300) return read(answer)
    const told = readJson(text)
    const exception = readException(answered, told)
    throw new ServiceError(name, classifyRefusal(status, exception, told), { exception, status, text })
  })
}

export interface CallOptions extends AnswerReading {
  /** May throw for an answer that another attempt may mend. */
  readonly check?: (answer: RawObject) => unknown
}

/** Calls an operation of a service with a JSON protocol. */
export function callService(
  connection: Connection,
  service: JsonService,
  operation: string,
  input: object,
  call: Call,
  options: CallOptions = {},
): Promise<RawObject> {
  const headers = {
    'content-type': `application/x-amz-json-${service.json ?? '1.1'}`,
    'x-amz-target': `${service.target}.${operation}`,
  }
  const read = ({ text }: Answered): RawObject => {
    const answer = parseAnswer(service.name, text)
    options.check?.(answer)
    return answer
  }
  return postSigned(connection, service, { headers, body: JSON.stringify(input) }, call, read, options)
}
