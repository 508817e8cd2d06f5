/** Checks of single values. */
import { required, type RequiredCheck, valueThat } from './check.ts'
import { suggest } from './nearest.ts'
import { listNames, refuse, refuseBecause } from './refuse.ts'

/** A text that is not empty and has no blank at its ends. `isOne` adds a condition; `what` says it in words. The error
 * shows the refused text, unless `what` is left out. */
export function text(what?: string, isOne: (value: string) => boolean = () => true): RequiredCheck {
  return valueThat(
    what ?? 'a text',
    (value) => typeof value === 'string' && value !== '' && value === value.trim() && isOne(value),
    what !== undefined,
  )
}

/** Whether a text stays on one line and looks in a form and in a log as it was written. It may hold no control
 * characters, line or paragraph separators, marks that change the direction of text, or half surrogate pairs. */
export function isOneLine(value: string): boolean {
  return !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{NChar}\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/u.test(value)
}

/** A text with other characters than blanks. It may hold tabs and line breaks, but no other control character and no
 * half surrogate pair. */
export const prose = valueThat('a text that is not empty, without control characters', (value) => {
  const lines = typeof value === 'string' ? value.replaceAll(/[\t\r\n]/g, '') : ''
  return lines.trim() !== '' && !/[\p{Cc}\p{Cs}\p{NChar}]/u.test(lines)
})

/** A text for the log. */
export const line = valueThat(
  'a text in one line, without control characters',
  (value) => typeof value === 'string' && value.trim() !== '' && isOneLine(value),
)

/** One of a closed set, spelled exactly. */
export function oneOf(values: readonly string[]): RequiredCheck {
  const allowed = listNames(values.map((value) => `'${value}'`))
  return required(allowed, (value, at) => {
    if (typeof value !== 'string') refuse(at, allowed, value)
    if (!values.includes(value)) refuse(at, allowed, value, true, suggest(value, values, "'"))
  })
}

/** A whole number in a range. */
export function whole(least: number, most: number): RequiredCheck {
  const allowed =
    most === Number.MAX_SAFE_INTEGER
      ? `a whole number from ${least}`
      : `a whole number from ${least} to ${most}`
  return numeric(allowed, (value) => Number.isInteger(value) && value >= least && value <= most)
}

/** Any number in a range. */
export function number(least: number, most: number): RequiredCheck {
  return numeric(`a number from ${least} to ${most}`, (value) => value >= least && value <= most)
}

/** A number over 0. */
export function rate(most: number): RequiredCheck {
  return numeric(`a number over 0 and at most ${most}`, (value) => value > 0 && value <= most)
}

function numeric(allowed: string, isOne: (value: number) => boolean): RequiredCheck {
  return valueThat(allowed, (value) => typeof value === 'number' && isOne(value))
}

export const flag = valueThat('true or false', (value) => typeof value === 'boolean')

export const regularExpression = valueThat(
  'a regular expression such as /^[a-z]+$/',
  (value) => value instanceof RegExp,
)

/** A function; `what` says which. */
export function callable(what: string): RequiredCheck {
  return valueThat(what, (value) => typeof value === 'function')
}

/** Any value at all. */
export const anything = valueThat('any value', () => true)

/** Refuses any value: for options that another option excludes. */
export function never(why: string): RequiredCheck {
  return required('left out', (_, at) => refuseBecause(at, why))
}
