/** A sign-in through an external provider, in a browser that follows redirects back to the app. */
import { createHash } from 'node:crypto'
import type { PersonClaims } from '../../local/stand-ins/person-claims.ts'
import { createVisitor } from '../local/oauth/visitor.ts'
import type { Journey } from './journey.ts'

const callbackUrl = 'http://localhost:3000/callback'
const codeVerifier = 'a-verifier-of-forty-three-characters-or-more'

/** A provider as a team would have it in cdk.json. */
export function oidcProvider(name: string) {
  return { name, issuer: 'https://id.example.com', clientId: 'suite', clientSecretName: `${name}-secret` }
}

/** What the app's callback is told: `code`, or `error` and `error_description`. */
export async function signInBy(
  { stack }: Journey,
  provider: string,
  person: PersonClaims,
): Promise<Readonly<Record<string, string>>> {
  stack.identityProviders.get(provider)?.setPerson(person)
  const url = new URL('/oauth2/authorize', stack.details.cognitoEndpoint)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: stack.details.clients.public.clientId,
    redirect_uri: callbackUrl,
    identity_provider: provider,
    state: 'a-state',
    scope: 'openid email profile',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString()
  const end = await createVisitor().follow(url.href)
  if (end.location?.startsWith(callbackUrl) !== true) {
    throw new Error(
      `the browser is at ${end.url} with ${end.status}, not at the app: ${end.html.slice(0, 500)}`,
    )
  }
  return Object.fromEntries(new URL(end.location).searchParams)
}

/** Trades the code; gives the ID token. */
export async function redeem({ stack }: Journey, code: string = ''): Promise<string> {
  const response = await fetch(new URL('/oauth2/token', stack.details.cognitoEndpoint), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: stack.details.clients.public.clientId,
      redirect_uri: callbackUrl,
      code,
      code_verifier: codeVerifier,
    }),
  })
  const answer: { readonly id_token?: string } = JSON.parse(await response.text())
  return answer.id_token ?? ''
}
