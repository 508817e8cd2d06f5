/** Addresses of apps to which managed login may send people. */
import { Token } from 'aws-cdk-lib/core'

import type { Check } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { nearestName } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { readWebAddress, textOrToken } from './text-checks.ts'

/** Cognito's maximum. */
const mostRedirectUrls = 100

const redirectUrl = list(
  textOrToken(
    'an https address, or http on localhost, or the scheme of an app, without # and *',
    isRedirectUrl,
  ),
)

export const redirectUrls: Check = {
  ...redirectUrl,
  test(value, at) {
    if (Token.isUnresolved(value)) return
    redirectUrl.test(value, at)
    if (Array.isArray(value) && value.length > mostRedirectUrls)
      refuseBecause(at, `must hold ${mostRedirectUrls} addresses at most, not ${value.length}`)
  },
}

/** Schemes that cannot belong to an app. */
const noApps =
  /^(javascript|vbscript|data|file|blob|filesystem|about|view-source|mailto|tel|sms|urn|ftps?|sftp|ssh|wss?):/

/** Absolute, of the characters that Cognito allows. Cognito compares whole addresses and knows no wildcard.
 * `localhost:3000` would be an app's scheme.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
function isRedirectUrl(address: string): boolean {
  const url = readWebAddress(address)
  if (url === undefined) return false
  if (url.protocol === 'https:') return true
  if (url.protocol === 'http:') return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const [scheme = ''] = /^[a-z][a-z0-9+.-]*(?=:\/)/.exec(address) ?? []
  return scheme !== '' && !noApps.test(url.protocol) && nearestName(scheme, ['http', 'https']) === undefined
}
