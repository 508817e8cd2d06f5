/** A moment in the form that people and settings use: ISO 8601, in UTC, to the second or finer. */

const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/

/** The form that `readMoment` accepts. */
export const momentForm = 'a moment in UTC, such as 2026-11-28T12:00:00Z'

/** Epoch milliseconds; undefined for another form, another zone, or a day that does not exist. */
export function readMoment(text: string): number | undefined {
  const epochMs = pattern.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(epochMs)) return undefined
  // `Date` takes February 30th for a day in March.
  return new Date(epochMs).toISOString().startsWith(text.slice(0, 19)) ? epochMs : undefined
}
