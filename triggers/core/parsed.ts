/** What parsing an event gives. */
import type { RawObject } from './json.ts'

/** A parsed event beside its raw form, or what is wrong with it, in words that hold no data of the event. */
export type Parsed<Event> =
  | { readonly kind: 'event'; readonly event: Event; readonly raw: RawObject }
  | { readonly kind: 'malformed'; readonly problem: string }
