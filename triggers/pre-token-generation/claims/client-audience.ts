/** The audience of access tokens, which Cognito leaves out: the app client of the token. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { preTokenGenerationSources } from '../../events/sources.ts'
import type { ClaimSource } from '../claim-source.ts'
import { type AppClientChoice, appClientChoice } from '../../domain/app-client-choice.ts'

export interface ClientAudienceOptions {
  /** The app clients whose tokens get it. Default all. */
  readonly appClients?: AppClientChoice
}

/** `aud` in the access token, also of machine clients, is the app client's id. Cognito accepts no other value.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
export function clientAudience(options: ClientAudienceOptions = {}): ClaimSource {
  check: checkOptions<ClientAudienceOptions>('clientAudience', options, {
    appClients: optional(appClientChoice),
  })
  return {
    ...options,
    name: 'client-audience',
    sources: preTokenGenerationSources,
    claimNames: [{ name: 'aud', target: 'access', type: 'string' }],
    contribute: ({ event: { clientId } }) =>
      clientId === undefined
        ? {}
        : // An API that looks at it would refuse the token without it.
          { claims: [{ name: 'aud', value: clientId, target: 'access', isKept: true }] },
  }
}
