/** What Cognito sends mail from, when SES sends it. */
import { Aws } from 'aws-cdk-lib/core'
import { UserPoolEmail, type UserPoolSESOptions } from 'aws-cdk-lib/aws-cognito'

import { readEmailDomain } from '@cognito-trigger-suite/triggers/internal/domain/email-domain'
import { optional, shape } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { isOneLine, text } from '@cognito-trigger-suite/triggers/internal/core/options/values'

/** SES takes no other addresses. @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html */
function isAsciiAddress(address: string): boolean {
  return /^[\x21-\x7e]*[^.]$/.test(address) && readEmailDomain(address) !== undefined
}

const emailAddress = text('an email address in ASCII, with xn-- for other domains', isAsciiAddress)

export const ses = shape<UserPoolSESOptions>({
  fromEmail: emailAddress,
  fromName: optional(text('a name in one line', isOneLine)),
  replyTo: optional(emailAddress),
  configurationSetName: optional(
    text('the name of a configuration set', (name) => /^[\w-]{1,64}$/.test(name)),
  ),
  sesRegion: optional(
    text('a Region such as eu-west-1', (region) => /^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region)),
  ),
  sesVerifiedDomain: optional(
    text('a domain in ASCII, with xn-- for others', (domain) => isAsciiAddress(`x@${domain}`)),
  ),
})

/** The Region is that of the pool, unless the options name another. */
export function toEmail({ fromName, ...options }: UserPoolSESOptions): UserPoolEmail {
  return UserPoolEmail.withSES({
    sesRegion: Aws.REGION,
    ...options,
    ...(fromName !== undefined && { fromName: quote(fromName) }),
  })
}

/** The CDK quotes or encodes other names, and leaves these as they are, though a comma ends a sender.
 * @see https://www.rfc-editor.org/rfc/rfc5322#section-3.2.3 */
function quote(name: string): string {
  const isQuoted = /^"(?:[^\\"]|\\.)*"$/.test(name)
  if (isQuoted || !/^[\x20-\x7e]*[,.][\x20-\x7e]*$/.test(name)) return name
  return `"${name.replaceAll(/[\\"]/g, String.raw`\$&`)}"`
}
