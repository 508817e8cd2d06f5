/** Items of the suite's table as facts of claim sources. */
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import { checkOptions, optional } from '../core/options/check.ts'
import { denial as denialCheck, stepName } from '../core/options/step.ts'
import { callable, text } from '../core/options/values.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import { tableFactChecks } from '../facts/item-options.ts'
import {
  createTableFact,
  createUserFact,
  type ItemFact,
  type ItemStep,
  type KeyedFactOptions,
  type TableFactOptions,
} from '../facts/table-fact.ts'
import type { ClaimFact } from './claim-source.ts'
import { itemFailure } from './options.ts'

/** What happens when the table does not answer. */
export interface ItemFailure {
  /** `deny`: no token, with `temporarily_unavailable`. Choose it where a claim restricts its user, since fewer claims
   * would be more rights. `fewer-claims`: a token without the claims of the item. Default `fewer-claims`. */
  readonly onFailure?: 'deny' | 'fewer-claims'
}

export type UserItemOptions = TableFactOptions &
  ItemFailure & {
    /** The kind of item, the sort key: capitals, digits and `_`, such as `ENTITLEMENTS` or one of your own. */
    readonly item: string
    /** The name of the fact, in kebab-case, where the suite or another source has one of that name. Default: the kind of
     * item, such as `entitlements`. */
    readonly name?: string
  }

/** Where a source gets its item: its own read, or a fact that it shares with other sources. */
export type ItemOptions = (TableFactOptions & ItemFailure) | { readonly item: ClaimFact<ItemFact> }

/** One item of the signed-in user, such as `ENTITLEMENTS`. Give the same fact to every source that needs it. */
export function userItem(options: UserItemOptions): ItemStep {
  check: checkOptions<UserItemOptions>('userItem', options, {
    ...tableFactChecks,
    onFailure: optional(itemFailure),
    name: optional(stepName),
    item: text('a kind of item such as ENTITLEMENTS: capitals, digits and _', (item) =>
      /^[A-Z][A-Z0-9_]{0,47}$/.test(item),
    ),
  })
  const { name: step, ...read } = options
  return readUserItem({ ...read, step })
}

/** Any word except the permissive one denies, since the bundle checks no options. */
export function isDenied(onFailure: ItemFailure['onFailure']): boolean {
  return onFailure !== undefined && onFailure !== 'fewer-claims'
}

function readUserItem({
  onFailure,
  ...options
}: Omit<UserItemOptions, 'name'> & { readonly step?: string | undefined }): ItemStep {
  return createUserFact({ ...options, ...(isDenied(onFailure) && { denial: temporarilyUnavailable }) })
}

/** The fact in the options, or a new one for the user's `item`. */
export function readItemOptions(options: ItemOptions, item: string): ClaimFact<ItemFact> {
  return 'item' in options ? options.item : readUserItem({ ...options, item })
}

/** One item of the table, by a key of the team's own.
 * @throws TypeError when an age is negative or longer than a day. */
export function tableFact(options: KeyedFactOptions<PreTokenGenerationEvent>): ClaimFact<ItemFact> {
  check: checkOptions<KeyedFactOptions<PreTokenGenerationEvent>>('tableFact', options, {
    ...tableFactChecks,
    name: stepName,
    key: callable('a function from an event to a key'),
    denial: optional(denialCheck),
  })
  return createTableFact(options)
}
