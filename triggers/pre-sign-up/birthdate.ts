/** The age that a `birthdate` attribute gives. */

/** Nobody is older; a larger age is a typing error. */
const maxAge = 130

/** Full years between a `YYYY-MM-DD` date and the day of `nowMs` in UTC; undefined when it is not a date of the past
 * that somebody living may be born on. OpenID Connect also allows a year alone and a hidden year (`0000-`): these give
 * no age. Who is born on 29 February has the birthday on 1 March in other years.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims */
export function readAge(birthdate: string, nowMs: number): number | undefined {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(birthdate) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return undefined
  const born = new Date(Date.UTC(year, month - 1, day))
  // The calendar rolls 30 February over to March; years below 100 become 19xx.
  if (born.getUTCFullYear() !== year || born.getUTCMonth() !== month - 1 || born.getUTCDate() !== day)
    return undefined
  const now = new Date(nowMs)
  const isBeforeBirthday =
    now.getUTCMonth() < month - 1 || (now.getUTCMonth() === month - 1 && now.getUTCDate() < day)
  const age = now.getUTCFullYear() - year - (isBeforeBirthday ? 1 : 0)
  return age < 0 || age > maxAge ? undefined : age
}
