/** Checks what a member answers, part by part: a misspelled part must not pass for one that was left out. */
import { isObject } from './json.ts'

type IsPart = (part: unknown) => boolean

/** A check for each part that an answer may have. */
export type Parts<Answer> = Readonly<Record<keyof Answer, IsPart>>

/** Whether all parts are known and valid. An undefined part counts as left out. A promise has no parts of its own, and
 * is not an answer. */
export function hasOnly(given: unknown, parts: Readonly<Record<string, IsPart>>): boolean {
  return (
    isObject(given) &&
    !('then' in given) &&
    Object.entries(given).every(
      ([name, part]) => Object.hasOwn(parts, name) && (part === undefined || parts[name]?.(part)),
    )
  )
}

export const isFlag: IsPart = (part) => part === !!part

/** The defect of a member whose answer cannot be used. */
export function gaveNo(what: string, member: string): TypeError {
  return Object.assign(new TypeError(`${member} gave no ${what}`), { code: `no_${what}` })
}
