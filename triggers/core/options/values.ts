/** Checks of single values. */
import type { RequiredCheck } from './check.ts'
import { suggest } from './nearest.ts'
import { listNames, refuse, refuseBecause } from './refuse.ts'

/** A text that is not empty and has no blank at its ends. `isOne` adds a condition; `what` says it in words. The error
 * shows the refused text, unless `what` is left out. */
export function text(what?: string, isOne: (value: string) => boolean = () => true): RequiredCheck {
  const allowed = what ?? 'a text'
  return {
    allowed,
    isOptional: false,
    test(value, at) {
      if (typeof value !== 'string' || value === '' || value !== value.trim() || !isOne(value))
        refuse(at, allowed, value, what !== undefined)
    },
  }
}

/** Whether a text stays on one line and looks in a form and in a log as it was written. It may hold no control
 * characters, line or paragraph separators, marks that change the direction of text, or half surrogate pairs. */
export function isOneLine(value: string): boolean {
  return !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{NChar}\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/u.test(value)
}

/** A text with other characters than blanks. It may hold tabs and line breaks, but no other control character and no
 * half surrogate pair. */
export const prose: RequiredCheck = {
  allowed: 'a text that is not empty, without control characters',
  isOptional: false,
  test(value, at) {
    const lines = typeof value === 'string' ? value.replaceAll(/[\t\r\n]/g, '') : ''
    if (lines.trim() === '' || /[\p{Cc}\p{Cs}\p{NChar}]/u.test(lines)) refuse(at, prose.allowed, value)
  },
}

/** A text for the log. */
export const line: RequiredCheck = {
  allowed: 'a text in one line, without control characters',
  isOptional: false,
  test(value, at) {
    if (typeof value !== 'string' || value.trim() === '' || !isOneLine(value)) refuse(at, line.allowed, value)
  },
}

/** One of a closed set, spelled exactly. */
export function oneOf(values: readonly string[]): RequiredCheck {
  const allowed = listNames(values.map((value) => `'${value}'`))
  return {
    allowed,
    isOptional: false,
    test(value, at) {
      if (typeof value === 'string' && values.includes(value)) return
      if (typeof value !== 'string') refuse(at, allowed, value)
      refuse(at, allowed, value, true, suggest(value, values, "'"))
    },
  }
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
  return {
    allowed,
    isOptional: false,
    test(value, at) {
      if (typeof value !== 'number' || !isOne(value)) refuse(at, allowed, value)
    },
  }
}

export const flag: RequiredCheck = {
  allowed: 'true or false',
  isOptional: false,
  test(value, at) {
    if (typeof value !== 'boolean') refuse(at, flag.allowed, value)
  },
}

export const regularExpression: RequiredCheck = {
  allowed: 'a regular expression such as /^[a-z]+$/',
  isOptional: false,
  test(value, at) {
    if (!(value instanceof RegExp)) refuse(at, regularExpression.allowed, value)
  },
}

/** A function; `what` says which. */
export function callable(what: string): RequiredCheck {
  return {
    allowed: what,
    isOptional: false,
    test(value, at) {
      if (typeof value !== 'function') refuse(at, what, value)
    },
  }
}

/** Any value at all. */
export const anything: RequiredCheck = { allowed: 'any value', isOptional: false, test: () => {} }

/** Refuses any value: for options that another option excludes. */
export function never(why: string): RequiredCheck {
  return { allowed: 'left out', isOptional: false, test: (_, at) => refuseBecause(at, why) }
}
