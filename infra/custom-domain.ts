/** A domain of the team's own for managed login. */
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import type { ManagedLoginVersion, UserPool, UserPoolDomain } from 'aws-cdk-lib/aws-cognito'

import { readEmailDomain } from '@cognito-trigger-suite/triggers/internal/domain/email-domain'
import { shape } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { textOrToken } from './text-checks.ts'

export interface CustomDomain {
  /**
   * The whole name in lower case and ASCII, such as `auth.example.com`, 63 characters at most. Its parent must have an
   * address in DNS.
   *
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html
   */
  readonly name: string
  /** The ARN of a certificate for the name. It must be in us-east-1, wherever the pool is. */
  readonly certificateArn: string
}

/** Nobody else has a certificate for names under these. */
const ofAmazon = /(^|\.)(amazoncognito\.com|amazonaws\.com(\.cn)?|cloudfront\.net)$/

export const customDomain = shape<CustomDomain>({
  name: textOrToken(
    'a domain of yours of 63 characters at most, in lower case and ASCII, such as auth.example.com',
    (name) => name.length <= 63 && readEmailDomain(`x@${name}`) === name && !ofAmazon.test(name),
  ),
  certificateArn: textOrToken('the ARN of a certificate in us-east-1', (arn) =>
    /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]{1,64}$/.test(arn),
  ),
})

/** Beside the domain with the prefix, so that apps can move from one to the other. */
export function addCustomDomain(
  pool: UserPool,
  { name, certificateArn }: CustomDomain,
  managedLoginVersion: ManagedLoginVersion,
): UserPoolDomain {
  return pool.addDomain('CustomDomain', {
    customDomain: {
      domainName: name,
      certificate: Certificate.fromCertificateArn(pool, 'Certificate', certificateArn),
    },
    managedLoginVersion,
  })
}
