/** Reads values of arguments: names of triggers, whole numbers. */
import { type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { momentForm, readMoment } from '@cognito-trigger-suite/triggers/internal/core/moment'
import { unknownName, usageError } from './cli-error.ts'

/** Takes one of these names; `what` is what they name. @throws CliError that names them. */
export function readOneOf<Name extends string>(what: string, names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const found = names.find((name) => name === text)
    if (found === undefined) throw unknownName(what, text, names)
    return found
  }
}

export const readTrigger: (text: string) => TriggerName = readOneOf('trigger', triggerNames)

export function readWhole(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw usageError(`${name} takes a whole number from ${least} to ${most}, not '${text}'.`)
    return value
  }
}

/** A number without sign or exponent, such as `0.5`. */
export function readAmount(name: string, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d{1,16}(\.\d{1,16})?$/.test(text) || value > most)
      throw usageError(`${name} takes a number from 0 to ${most}, such as 0.5, not '${text}'.`)
    return value
  }
}

/** Takes a moment in UTC and keeps its text. @throws CliError */
export function readEffectsSince(text: string): string {
  if (readMoment(text) === undefined) throw usageError(`--effects-since takes ${momentForm}, not '${text}'.`)
  return text
}

/** Reads a moment in UTC as epoch milliseconds. @throws CliError */
export function readTime(text: string): number {
  const epochMs = readMoment(text)
  if (epochMs === undefined) throw usageError(`--now takes ${momentForm}, not '${text}'.`)
  return epochMs
}
