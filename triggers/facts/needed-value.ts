/** A value on which a sign-in or a token depends: an attribute of the user, or of an item that denies when it cannot be read. */
import type { Json } from '../core/decision.ts'
import type { UserItem } from '../domain/table-item.ts'
import {
  attributesOf,
  type ItemFact,
  type ItemStep,
  type NeededItemOptions,
  readNeededItem,
  type UserEvent,
} from './table-fact.ts'

/** Where a value is: a user attribute, or an attribute of an item. */
export type ValuePlace<Item> =
  | { readonly userAttribute: string }
  | (Item & { readonly itemAttribute: string })

/** No app client should be able to write a user attribute on which a refusal depends. */
export type NeededPlace<Event = UserEvent> = ValuePlace<NeededItemOptions<Event>>

/** The read that the value needs, or the attribute on which the refusal depends. */
export function sourceOf<Event extends UserEvent>(
  from: NeededPlace<Event>,
  item: UserItem,
): { readonly fact: ItemStep<Event> } | { readonly refusesBy: readonly string[] } {
  return 'userAttribute' in from ? { refusesBy: [from.userAttribute] } : { fact: readNeededItem(from, item) }
}

/** The value; `unread` when it is unknown. Memory does not count, since its value may be outdated. */
export function readNeeded(
  from: ValuePlace<object>,
  {
    event,
    fact,
  }: {
    readonly event: UserEvent & { readonly userAttributes: ReadonlyMap<string, string> }
    readonly fact: ItemFact
  },
): { readonly value: Json | undefined } | 'unread' {
  // Cognito sends a user with a `sub`. Without it, an absent attribute proves nothing.
  if ('userAttribute' in from)
    return event.sub === undefined ? 'unread' : { value: event.userAttributes.get(from.userAttribute) }
  const item = attributesOf(fact, false)
  return item === undefined ? 'unread' : { value: item.get(from.itemAttribute) }
}

/** true and false, also as text in any letter case; undefined for anything else. */
export function readFlag(value: Json | undefined): boolean | undefined {
  if (typeof value !== 'boolean' && typeof value !== 'string') return undefined
  const lower = String(value).toLowerCase()
  if (lower === 'true') return true
  return lower === 'false' ? false : undefined
}
