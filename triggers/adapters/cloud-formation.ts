/** Asks CloudFormation, which takes a form and answers in XML. */
import type { Call } from '../core/step.ts'
import { cloudFormation } from './aws-services.ts'
import type { Connection } from './connection.ts'
import { postSigned } from './signed-call.ts'

/** Gives the XML.
 * @throws ServiceError
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html */
export function askCloudFormation(
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
  return postSigned(connection, cloudFormation, request, call, ({ text }) => text)
}
