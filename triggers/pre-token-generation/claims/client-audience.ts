/** The audience of access tokens, which Cognito leaves out: the app client that the token was made for. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { preTokenGenerationSources } from '../../events/sources.ts'
import type { ClaimSource } from '../claim-source.ts'
import type { AppClientChoice } from '../../domain/app-client-choice.ts'
import { appClientChoice } from '../../domain/app-client-choice.ts'

export interface ClientAudienceOptions {
  /** The app clients whose tokens get it. Default all. */
  readonly appClients?: AppClientChoice
}

/** `aud` in the access token, of machine clients too, is the app client's id: Cognito takes no other value.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
export function clientAudience(options: ClientAudienceOptions = {}): ClaimSource {
  check: checkOptions<ClientAudienceOptions>('clientAudience', options, {
    appClients: optional(appClientChoice),
  })
  return {
    ...options,
    name: 'client-audience',
    sources: preTokenGenerationSources,
    claimNames: [{ name: 'aud', target: 'access' }],
    contribute: ({ event: { clientId } }) =>
      clientId === undefined
        ? {}
        : // An API that looks at it would refuse the token without it.
          { claims: [{ name: 'aud', value: clientId, target: 'access', isKept: true }] },
  }
}
