/** Identities at external providers, and the user of this pool whom each identity signs in. */
import type { Users, User } from './users.ts'

/** A person at a provider, as AdminLinkProviderForUser names the source user. */
export interface ExternalIdentity {
  readonly providerName: string
  /** The provider's claim that tells the person; `Cognito_Subject` stands for its `sub`. */
  readonly attributeName: string
  readonly value: string
}

export type LinkedIdentity = ExternalIdentity & {
  readonly providerType: string
  /** Whether the user was made by this identity, and not linked to it later. */
  readonly isPrimary: boolean
  readonly createdAtMs: number
}

export interface IdentityOwner {
  readonly sub: string
  readonly identity: LinkedIdentity
}

export interface LinkedIdentities {
  /** Gives the identity to the user and takes it from its earlier user. */
  readonly link: (sub: string, identity: LinkedIdentity) => void
  /** The `sub` of the earlier user; undefined when the identity had no user. */
  readonly unlink: (identity: ExternalIdentity) => string | undefined
  /** Who has exactly this identity. */
  readonly ownerOf: (identity: ExternalIdentity) => IdentityOwner | undefined
  /** The user whom a person with these claims at the provider signs in. */
  readonly find: (providerName: string, claims: ReadonlyMap<string, string>) => string | undefined
  /** In the order they became known. */
  readonly of: (sub: string) => readonly LinkedIdentity[]
}

/** AWS's name for the subject of OIDC, SAML and social providers. */
export const subjectAttribute = 'Cognito_Subject'

/** All that is known of them. */
export type LinksMemory = Map<string, IdentityOwner>

export function createLinkedIdentities(links: LinksMemory = new Map()): LinkedIdentities {
  return {
    link: (sub, identity) => void links.set(keyOf(identity), { sub, identity }),
    unlink: (identity) => {
      const found = links.get(keyOf(identity))
      links.delete(keyOf(identity))
      return found?.sub
    },
    ownerOf: (identity) => links.get(keyOf(identity)),
    find: (providerName, claims) =>
      [...links.values()].find(
        ({ identity }) =>
          isSameName(identity.providerName, providerName) &&
          claims.get(identity.attributeName === subjectAttribute ? 'sub' : identity.attributeName) ===
            identity.value,
      )?.sub,
    of: (sub) => [...links.values()].flatMap((link) => (link.sub === sub ? [link.identity] : [])),
  }
}

/** Writes the user's `identities` attribute anew; call it after each link and unlink. */
export function storeIdentities(
  pool: { readonly users: Users; readonly linkedIdentities: LinkedIdentities },
  user: User,
): User | undefined {
  const identities = pool.linkedIdentities.of(user.sub).map((identity) => ({
    userId: identity.value,
    providerName: identity.providerName,
    providerType: identity.providerType,
    issuer: null,
    primary: identity.isPrimary,
    dateCreated: identity.createdAtMs,
  }))
  const attributes = new Map(user.attributes)
  if (identities.length === 0) attributes.delete('identities')
  else attributes.set('identities', JSON.stringify(identities))
  return pool.users.change(user.sub, { attributes })
}

/** The `identities` claim of ID tokens, where AWS shows numbers and booleans as strings. */
export function claimIdentities(attribute: string): readonly { readonly [name: string]: unknown }[] {
  const identities: unknown = JSON.parse(attribute, (_, value: unknown) =>
    typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
  )
  return Array.isArray(identities) ? identities.map((identity: unknown) => ({ ...Object(identity) })) : []
}

/** Provider names keep their case, yet user names made of them lose it in some pools. */
function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function keyOf(identity: ExternalIdentity): string {
  return JSON.stringify([identity.providerName.toLowerCase(), identity.attributeName, identity.value])
}
