/** The grant `client_credentials`: an access token for a machine, without a user. */
import type { ClaimValue } from '@cognito-trigger-suite/triggers/testing/claim-overrides'
import { parseJson } from '../../parse-json.ts'
import { drawUuid } from '../chance.ts'
import type { Context } from '../context.ts'
import { mergeClaims, mergeScopes, noOverride } from '../tokens/token-claims.ts'
import { signToken } from '../tokens/tokens.ts'
import { askPreToken } from '../triggers/pre-token-generation.ts'
import type { PreTokenResponse } from '@cognito-trigger-suite/triggers/testing/pre-token-response'
import type { TokenAnswer } from './hosted-tokens.ts'
import type { OAuthClient } from './oauth-client.ts'
import { OAuthError } from './oauth-error.ts'
import { readScopes, systemScopes } from './scopes.ts'

type Override = Pick<PreTokenResponse, 'access' | 'scopesToAdd' | 'scopesToSuppress'>

/** @throws OAuthError; PoolError when the trigger fails. */
export async function grantToMachine(
  context: Context,
  client: OAuthClient,
  form: ReadonlyMap<string, string>,
): Promise<TokenAnswer> {
  if (!client.flows.includes('client_credentials')) throw new OAuthError('unauthorized_client')
  const allowed = client.scopes.filter((scope) => !systemScopes.includes(scope))
  const scopes = readScopes(form.get('scope'), allowed)
  if (scopes === undefined || scopes.length === 0) throw new OAuthError('invalid_scope')
  const clientMetadata = readMetadata(form.get('aws_client_metadata'))
  const override = await askAboutMachine(context, client, scopes, clientMetadata)
  const { accessValidityS } = client.settings
  return {
    access_token: await signToken(
      mergeClaims(listClaims(context, client, mergeScopes(scopes, override)), override.access),
      context.keyPair,
    ),
    expires_in: accessValidityS,
    token_type: 'Bearer',
  }
}

function listClaims(
  context: Context,
  { settings }: OAuthClient,
  scopes: readonly string[],
): readonly (readonly [string, ClaimValue | undefined])[] {
  const issuedAtS = Math.floor(context.clock() / 1_000)
  return [
    ['sub', settings.clientId],
    ['token_use', 'access'],
    ['scope', scopes.length === 0 ? undefined : scopes.join(' ')],
    ['auth_time', issuedAtS],
    ['iss', context.issuer()],
    ['exp', issuedAtS + settings.accessValidityS],
    ['iat', issuedAtS],
    ['version', 2],
    ['jti', drawUuid(context.random)],
    ['client_id', settings.clientId],
  ]
}

/** Only a pool with `V3_0` calls its trigger for machines. AWS does not say whether the two empty members are sent.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
async function askAboutMachine(
  context: Context,
  { settings: { clientId } }: OAuthClient,
  scopes: readonly string[],
  clientMetadata: ReadonlyMap<string, string> | undefined,
): Promise<Override> {
  if (context.settings.triggers.preTokenVersion !== 'V3_0') return noOverride
  const answer = await askPreToken<Override>(context, {
    triggerSource: 'TokenGeneration_ClientCredentials',
    userName: clientId,
    clientId,
    request: { userAttributes: new Map(), groupConfiguration: {} },
    scopes,
    clientMetadata,
    use: (response) => response,
  })
  return answer ?? noOverride
}

/** A JSON object of strings. @throws OAuthError `invalid_request`. */
function readMetadata(text: string | undefined): ReadonlyMap<string, string> | undefined {
  if (text === undefined) return undefined
  const value = parseJson(text)
  const entries: readonly [string, unknown][] =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : [['', value]]
  return new Map(
    entries.map(([key, each]): [string, string] => {
      if (typeof each === 'string' && key !== '') return [key, each]
      throw new OAuthError('invalid_request', 'The aws_client_metadata must be a JSON object of strings.')
    }),
  )
}
