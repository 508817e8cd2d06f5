/** What Cognito sends mail from, when SES sends it. */
import { Aws, Token } from 'aws-cdk-lib/core'
import { UserPoolEmail, type UserPoolSESOptions } from 'aws-cdk-lib/aws-cognito'

import { isAsciiAddress } from '@cognito-trigger-suite/triggers/internal/domain/email-domain'
import {
  isPlain,
  optional,
  required,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { inside, refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { isOneLine, text } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { region, textOrToken } from './text-checks.ts'

const emailAddress = textOrToken('an email address in ASCII, with xn-- for other domains', isAsciiAddress)

const members = shape<UserPoolSESOptions>({
  fromEmail: emailAddress,
  fromName: optional(text('a name in one line', isOneLine)),
  replyTo: optional(emailAddress),
  configurationSetName: optional(
    textOrToken('the name of a configuration set', (name) => /^[\w-]{1,64}$/.test(name)),
  ),
  sesRegion: optional(region),
  sesVerifiedDomain: optional(
    textOrToken('a domain in ASCII, with xn-- for others', (domain) => isAsciiAddress(`x@${domain}`)),
  ),
})

/** The CDK compares the domains letter by letter. */
export const ses = required(members.allowed, (value, at) => {
  members.test(value, at)
  const { fromEmail, sesVerifiedDomain: verified } = isPlain(value) ? value : {}
  if (typeof fromEmail !== 'string' || typeof verified !== 'string') return
  const domain = fromEmail.split('@').at(-1) ?? ''
  if (verified !== domain && !Token.isUnresolved(fromEmail) && !Token.isUnresolved(verified)) {
    refuseBecause(
      inside(at, 'sesVerifiedDomain'),
      `is '${verified}', but fromEmail is at '${domain}': make them the same`,
    )
  }
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
