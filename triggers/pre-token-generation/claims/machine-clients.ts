/** Machine clients of the client credentials grant: the tenant of each, and the most that it may do. Only event version
 * 3 is sent for them. */
import type { Json } from '../../core/decision.ts'
import { temporarilyUnavailable } from '../../core/denial-catalogue.ts'
import { checkOptions, optional, shape } from '../../core/options/check.ts'
import { list, record } from '../../core/options/collections.ts'
import { appClientId } from '../../core/options/app-client-id.ts'
import { flag, never, oneOf, text } from '../../core/options/values.ts'
import type { TableItem } from '../../domain/table-item.ts'
import { isObject, readStrings } from '../../core/json.ts'
import { type ClaimSource, type Contribution, defineSource } from '../claim-source.ts'
import { naturesOf, tellNatures } from '../claim-natures.ts'
import { addedScope, anyScope, claimNameText, claimValue } from '../options.ts'
import { noRead, tableFactChecks } from '../../facts/item-options.ts'
import { checkAudience, type FreeName, type WithoutReserved } from '../reserved-claims.ts'
import type { PreTokenGenerationEvent } from '../../events/pre-token-generation.ts'
import {
  attributesOf,
  createTableFact,
  type ItemFact,
  type TableFactOptions,
} from '../../facts/table-fact.ts'

export interface MachineClient {
  readonly tenant?: string
  /** The most scopes that the token may carry. Other scopes of the app client are removed. Default all. */
  readonly scopes?: readonly string[]
  /** Scopes beyond those of the app client. Default none. */
  readonly extraScopes?: readonly string[]
  readonly claims?: Readonly<Record<string, Json>>
}

/** Machine clients by the id of the app client; a reserved claim is `never`. */
export type MachineClients<Clients> = {
  readonly [Id in keyof Clients]: Clients[Id] & {
    readonly claims?: WithoutReserved<ClaimsOf<Clients[Id]>, 'access'>
  }
}

type ClaimsOf<Client> = Client extends { readonly claims: infer Claims } ? Claims : object

export type MachineClientsOptions<
  Name extends string,
  Clients extends Readonly<Record<string, MachineClient>> = Readonly<Record<string, MachineClient>>,
> = (
  | {
      /** By app client id. */
      readonly clients: Clients & MachineClients<Clients>
    }
  | (TableFactOptions & {
      /** Machines cache their tokens: they would use a token without scopes for an hour, but they ask again after a
       * refusal. Default `deny`. */
      readonly whenUnread?: 'deny' | 'no-scopes'
      /** Whether an item from memory is enough when the table does not answer. Default false. */
      readonly isLastKnownAllowed?: boolean
    })
) & {
  /** Default `tenant`. */
  readonly claim?: FreeName<Name, 'access'>
  /** What an unlisted client gets. Default `no-scopes`. */
  readonly unlisted?: 'keep-scopes' | 'no-scopes'
}

/** From the configuration, or from the items `CLIENT#<pool>#<client>` / `CLIENT` with the fields of a `MachineClient`. */
export function machineClients<
  const Name extends string,
  const Clients extends Readonly<Record<string, MachineClient>>,
>(options: MachineClientsOptions<Name, Clients>): ClaimSource {
  check: checkOptions<MachineClientsOptions<string>>('machineClients', options, (given) => ({
    ...(Object.hasOwn(given, 'clients') ? listedClients() : clientItems()),
    claim: optional(claimNameText),
    unlisted: optional(oneOf(['keep-scopes', 'no-scopes'])),
  }))
  const name: string = options.claim ?? 'tenant'
  const listed = new Map('clients' in options ? Object.entries<MachineClient>(options.clients) : [])
  check: for (const [id, { claims }] of listed) checkAudience('machineClients', id, claims)
  const isLastKnownAllowed = 'table' in options && options.isLastKnownAllowed === true
  const all = [...listed.values()]
  const claimNames = [name, ...all.flatMap(({ claims = {} }) => Object.keys(claims))].map((claim) => ({
    name: claim,
    target: 'access' as const,
  }))
  check: tellNatures(claimNames, {
    ...naturesOf(all.flatMap(({ claims = {} }) => Object.entries(claims))),
    [name]: 'string',
  })
  return defineSource<ItemFact>({
    claimNames,
    name: 'machine-clients',
    sources: ['TokenGeneration_ClientCredentials'],
    scopeNames: all.flatMap(({ extraScopes = [] }) => extraScopes),
    ...('table' in options ? { fact: clientFact(options, isLastKnownAllowed) } : {}),
    contribute({ event, fact }) {
      const item = attributesOf(fact, isLastKnownAllowed)
      const client = 'table' in options ? readClient(item) : listed.get(event.clientId ?? '')
      if (client !== undefined) {
        return {
          ...contributeClient(client, name, event.scopes),
          ...describeUnreadable(item, name),
          isLastKnown: fact !== undefined && 'kind' in fact,
        }
      }
      const isKept = item !== undefined && options.unlisted === 'keep-scopes'
      const isUnlisted = !('table' in options) && options.unlisted === 'keep-scopes'
      return isKept || isUnlisted ? {} : { scopesToSuppress: event.scopes }
    },
  })
}

function listedClients() {
  const why = 'goes without clients, which are not read'
  return {
    ...noRead(why),
    whenUnread: optional(never(why)),
    isLastKnownAllowed: optional(never(why)),
    clients: record(
      shape<MachineClient>({
        tenant: optional(text('a tenant')),
        scopes: optional(list(anyScope, 0)),
        extraScopes: optional(list(addedScope, 0)),
        claims: optional(record(claimValue, claimNameText)),
      }),
      appClientId,
    ),
  }
}

function clientItems() {
  return {
    ...tableFactChecks,
    whenUnread: optional(oneOf(['deny', 'no-scopes'])),
    isLastKnownAllowed: optional(flag),
    clients: optional(never('goes without table')),
  }
}

function clientFact(
  options: TableFactOptions & { readonly whenUnread?: 'deny' | 'no-scopes' },
  isLastKnownAllowed: boolean,
) {
  return createTableFact<PreTokenGenerationEvent>({
    ...options,
    ...(isLastKnownAllowed ? {} : { lastKnownMaxAgeMs: 0 }),
    name: 'machine-client',
    key: ({ userPoolId, clientId }) =>
      clientId === undefined ? undefined : { pk: `CLIENT#${userPoolId}#${clientId}`, sk: 'CLIENT' },
    ...(options.whenUnread === 'no-scopes' ? {} : { denial: temporarilyUnavailable }),
  })
}

function contributeClient(
  { tenant, scopes, extraScopes = [], claims = {} }: MachineClient,
  name: string,
  given: readonly string[],
): Contribution {
  const own = Object.entries({ ...claims, ...(tenant === undefined ? {} : { [name]: tenant }) })
  return {
    claims: own.map(([claim, value]) => ({ name: claim, value, target: 'access' })),
    scopesToAdd: extraScopes,
    scopesToSuppress:
      scopes === undefined ? [] : given.filter((scope) => ![...scopes, ...extraScopes].includes(scope)),
  }
}

/** undefined for a missing item. Scopes that cannot be read count as no scopes. */
function readClient(item: TableItem | undefined): MachineClient | undefined {
  if (item === undefined || item.size === 0) return undefined
  const tenant = item.get('tenant')
  const claims = item.get('claims')
  return {
    ...(typeof tenant === 'string' ? { tenant } : {}),
    ...(item.has('scopes') ? { scopes: readStrings(item.get('scopes')) } : {}),
    extraScopes: readStrings(item.get('extraScopes')),
    claims: isJsonObject(claims) ? claims : {},
  }
}

/** A tenant that cannot be read withholds the claim. The names of unreadable claims are unknown. */
function describeUnreadable(
  item: TableItem | undefined,
  name: string,
): Pick<Contribution, 'claimsToWithhold' | 'dropped'> {
  const isTenantUnreadable = item?.has('tenant') === true && typeof item.get('tenant') !== 'string'
  const areClaimsUnreadable = item?.has('claims') === true && !isJsonObject(item.get('claims'))
  return {
    claimsToWithhold: isTenantUnreadable ? [{ name, target: 'access' }] : [],
    dropped: [...(isTenantUnreadable ? [name] : []), ...(areClaimsUnreadable ? ['claims'] : [])],
  }
}

function isJsonObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return isObject(value)
}
