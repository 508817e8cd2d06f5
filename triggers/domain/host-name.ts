/** Checks of host names and e-mail domains. */
import { readEmailDomain } from './email-domain.ts'
import { text } from '../core/options/values.ts'

/** The domain of e-mail addresses, in the form in which addresses are compared. */
export const emailDomain = text(
  'a lower-case ASCII host name such as example.com',
  (domain) => readEmailDomain(`x@${domain}`) === domain,
)

/** The host of a page, without port. */
export const hostName = text('a lower-case ASCII host name such as app.example.com', (host) =>
  /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(host),
)
