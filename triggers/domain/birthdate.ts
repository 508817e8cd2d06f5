/** The age that a `birthdate` attribute gives. */

/** No living person is older. A larger age is a typing error. */
const maxAge = 130

/** Full years between a `YYYY-MM-DD` date and the day of `nowMs` in UTC. Undefined when the date is not one on which a
 * living person may be born. OpenID Connect also allows a year alone and a hidden year (`0000-`): these give no age. A
 * person who is born on 29 February has the birthday on 1 March in other years.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims */
export function readAge(birthdate: string, nowMs: number): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(birthdate)?.slice(1).map(Number)
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN] = parts ?? []
  // JavaScript's calendar turns 30 February into a day of March, day 0 into the last day of the month before, and month
  // 13 into January of the next year.
  if (new Date(Date.UTC(year, month - 1, day)).getUTCMonth() !== month - 1) return undefined
  const now = new Date(nowMs)
  const isBeforeBirthday =
    now.getUTCMonth() < month - 1 || (now.getUTCMonth() === month - 1 && now.getUTCDate() < day)
  const age = now.getUTCFullYear() - year - (isBeforeBirthday ? 1 : 0)
  return age < 0 || age > maxAge ? undefined : age
}
