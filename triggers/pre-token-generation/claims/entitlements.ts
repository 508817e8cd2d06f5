/** Claims from the user's entitlements item in the table. */
import { type TableItem, type TableReader, userKey } from '../../core/suite-table.ts'
import { type ClaimSource, type ClaimTarget, userSources } from '../claim-source.ts'

export interface EntitlementsOptions {
  readonly table: TableReader
  /** Claim name → attribute of the item. */
  readonly claims: Readonly<Record<string, string>>
  /** Default `both`. */
  readonly target?: ClaimTarget
  /** Milliseconds for the read, both attempts together. Default 1,000. */
  readonly budgetMs?: number
}

/** When the item is missing or cannot be read the claims are left out: fewer claims, never more. */
export function entitlements(options: EntitlementsOptions): ClaimSource<TableItem | undefined> {
  const attributes = Object.entries(options.claims)
  const target = options.target ?? 'both'
  return {
    name: 'entitlements',
    sources: userSources,
    claimNames: attributes.map(([name]) => name),
    fact: {
      name: 'entitlements',
      dependency: options.table,
      actions: ['dynamodb:GetItem'],
      budgetMs: options.budgetMs ?? 1_000,
      attempts: 2,
      onFailure: { kind: 'use', value: undefined },
      run: (event, call) =>
        event.sub === undefined
          ? Promise.resolve(undefined)
          : options.table.read(userKey(event.userPoolId, event.sub, 'ENTITLEMENTS'), call),
    },
    contribute({ fact }) {
      const claims = attributes.flatMap(([name, attribute]) => {
        const value = fact?.get(attribute)
        return value === undefined || value === null ? [] : [{ name, value, target }]
      })
      return { claims }
    },
  }
}
