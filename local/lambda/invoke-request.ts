/** Reads an HTTP request of the Invoke operation, or says why Lambda would refuse it. */
import type { IncomingMessage } from 'node:http'
import { isFromBrowser } from '../browser-check.ts'
import { parseJson } from '../parse-json.ts'
import type { DispatchRequest } from './dispatch.ts'
import { type InvocationType, maxRequestBytes } from './invocation.ts'
import { readBody } from './read-body.ts'

interface Refusal {
  readonly kind: 'refused'
  readonly status: 400 | 403 | 413
  readonly type: string
  readonly message: string
}

export type ReadRequest = { readonly kind: 'read'; readonly request: DispatchRequest } | Refusal

export async function readInvokeRequest(
  incoming: IncomingMessage,
  identifier: string,
  qualifier: string | undefined,
): Promise<ReadRequest> {
  const body = await readBody(incoming, maxRequestBytes)
  if (isFromBrowser(incoming.headers))
    return refuse(403, 'AccessDeniedException', 'Browsers may not call the local Lambda service.')

  const invocationType = invocationTypeOf(headerOf(incoming, 'x-amz-invocation-type'))
  if (invocationType === undefined) {
    const message = 'X-Amz-Invocation-Type must be RequestResponse, Event or DryRun.'
    return refuse(400, 'InvalidParameterValueException', message)
  }
  if (body.isTooLarge) {
    const message = `Request must be smaller than ${maxRequestBytes} bytes for the InvokeFunction operation`
    return refuse(413, 'RequestTooLargeException', message)
  }
  const payload = body.text.trim() === '' ? '{}' : body.text
  if (parseJson(payload) === undefined) {
    const message = 'Could not parse request body into json: the payload is not valid JSON.'
    return refuse(400, 'InvalidRequestContentException', message)
  }
  const clientContext = clientContextOf(headerOf(incoming, 'x-amz-client-context'))
  if (clientContext === null) {
    const message = 'Client context must be a valid Base64-encoded JSON object.'
    return refuse(400, 'InvalidRequestContentException', message)
  }
  return { kind: 'read', request: { identifier, qualifier, invocationType, payload, clientContext } }
}

const refuse = (status: Refusal['status'], type: string, message: string): Refusal => ({
  kind: 'refused',
  status,
  type,
  message,
})

const headerOf = (incoming: IncomingMessage, name: string): string | undefined => {
  const value = incoming.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

const invocationTypeOf = (header: string | undefined): InvocationType | undefined => {
  switch (header) {
    case undefined:
    case 'RequestResponse':
      return 'RequestResponse'
    case 'Event':
    case 'DryRun':
      return header
    default:
      return undefined
  }
}

/** Undefined when the header was not given, null when it is not a JSON object. ASCII, since it goes on in a header. */
const clientContextOf = (header: string | undefined): string | undefined | null => {
  if (header === undefined) return undefined
  const value = parseJson(Buffer.from(header, 'base64').toString('utf8'))
  if (typeof value !== 'object' || value === null) return null
  return JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, escapeCharacter)
}

const escapeCharacter = (character: string): string =>
  String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
