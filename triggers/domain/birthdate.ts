/** The age that a `birthdate` attribute gives. */

/** Nobody is older; a larger age is a typing error. */
const maxAge = 130

/** Full years between a `YYYY-MM-DD` date and the day of `nowMs` in UTC; undefined when it is not a date of the past
 * that somebody living may be born on. OpenID Connect also allows a year alone and a hidden year (`0000-`): these give
 * no age. Who is born on 29 February has the birthday on 1 March in other years.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims */
export function readAge(birthdate: string, nowMs: number): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(birthdate)?.slice(1).map(Number)
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN] = parts ?? []
  // The calendar rolls 30 February over to March, day 0 back to the month before, and month 13 into the next year.
  if (new Date(Date.UTC(year, month - 1, day)).getUTCMonth() !== month - 1) return undefined
  const now = new Date(nowMs)
  const isBeforeBirthday =
    now.getUTCMonth() < month - 1 || (now.getUTCMonth() === month - 1 && now.getUTCDate() < day)
  const age = now.getUTCFullYear() - year - (isBeforeBirthday ? 1 : 0)
  return age < 0 || age > maxAge ? undefined : age
}
