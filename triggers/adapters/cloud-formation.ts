/** Asks CloudFormation, which takes a form and answers in XML. */
import type { Call } from '../core/step.ts'
import { cloudFormation } from './aws-services.ts'
import type { Connection } from './connection.ts'
import { classify, ServiceError } from './service-error.ts'
import { postSigned } from './signed-call.ts'

/** What CloudFormation refuses with, by the beginning of its names.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html */
const exceptions = [
  'AccessDenied',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'OptInRequired',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'Throttling',
  'ValidationError',
]

/** Of something that is not there CloudFormation says it in the text of a `ValidationError`. */
const notThere = 'does not exist'

/** Gives the XML.
 * @throws ServiceError
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html */
export async function askCloudFormation(
  connection: Connection,
  action: string,
  parameters: Readonly<Record<string, string>>,
  call: Call,
): Promise<string> {
  const query = { Action: action, Version: '2010-05-15', ...parameters }
  const request = {
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: String(new URLSearchParams(query)),
  }
  try {
    return await postSigned(connection, cloudFormation, request, call, ({ text }) => text)
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const exception = exceptions.find((each) => error.says(`<Code>${each}`))
    if (exception === undefined) throw error
    const { status } = error
    const text = error.says(notThere) ? notThere : ''
    throw new ServiceError(cloudFormation.name, classify(status, exception), { exception, status, text })
  }
}

/** The text of the first element of this name; empty when it is missing. */
export function readElement(xml: string, name: string): string {
  const [, text = ''] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? []
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** Whether CloudFormation says that what was asked for is not there. */
export function isNotThere(error: unknown): boolean {
  return error instanceof ServiceError && error.exception === 'ValidationError' && error.says(notThere)
}
