/** What one app client gets: its own claims, scopes and groups, over those of earlier sources. */
import type { Json } from '../../core/decision.ts'
import { checkOptions, shape } from '../../core/options/check.ts'
import { record } from '../../core/options/collections.ts'
import { appClientId } from '../../core/options/app-client-id.ts'
import type { ClaimName, ClaimTarget } from '../claim.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'
import { fixedClaims } from '../options.ts'
import { checkAudience, type ReservedClaim, type Suppressible } from '../reserved-claims.ts'
import { readFixed } from './static-claims.ts'
import type { FixedClaims } from '../fixed-claims.ts'

/** Claims, scopes and groups by the id of the app client. A reserved claim, or a name that cannot be suppressed, is
 * `never`. */
export type AppClients<Clients> = {
  readonly [Id in keyof Clients]: Clients[Id] & {
    readonly claims?: {
      readonly [Name in keyof ClaimsOf<Clients[Id]>]: Name extends ReservedClaim<TargetOf<Clients[Id]>>
        ? never
        : Json
    }
    readonly suppress?: Suppressible<SuppressedOf<Clients[Id]>>
  }
}

type Fixed = FixedClaims<Readonly<Record<string, Json>>, ClaimTarget>
type ClaimsOf<Client> = Client extends { readonly claims: infer Claims } ? Claims : object
type SuppressedOf<Client> = Client extends { readonly suppress: infer Names extends readonly ClaimName[] }
  ? Names
  : readonly ClaimName[]
type TargetOf<Client> = Client extends { readonly target: infer Target extends ClaimTarget } ? Target : 'both'

/** An app client that is not named gets nothing here. A reserved claim name does not compile. */
export function appClientClaims<const Clients extends Readonly<Record<string, Fixed>>>(options: {
  readonly clients: Clients & AppClients<Clients>
}): ClaimSource {
  check: checkOptions<{ readonly clients: unknown }>('appClientClaims', options, {
    clients: record(shape<Fixed>(fixedClaims), appClientId),
  })
  check: for (const [id, { claims }] of Object.entries<Fixed>(options.clients))
    checkAudience('appClientClaims', id, claims)
  const byClient = new Map(
    Object.entries<Fixed>(options.clients).map(([id, fixed]) => [id, readFixed('appClientClaims', fixed)]),
  )
  const all = [...byClient.values()]
  return {
    name: 'app-client-claims',
    sources: userSources,
    claimNames: all.flatMap(({ claimNames }) => claimNames),
    scopeNames: all.flatMap(({ scopeNames }) => scopeNames),
    groupNames: all.flatMap(({ groupNames }) => groupNames),
    contribute: (input) => byClient.get(input.event.clientId ?? '')?.contribute(input) ?? {},
  }
}
