/** The result of parsing an event. */
import type { RawObject } from './json.ts'

/** A parsed event with its raw form, or a sentence about what is wrong that holds no data of the event. */
export type Parsed<Event> =
  | { readonly kind: 'event'; readonly event: Event; readonly raw: RawObject }
  | { readonly kind: 'malformed'; readonly problem: string }
