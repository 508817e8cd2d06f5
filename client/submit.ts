/** Makes each operation of a client a call with limits, progress and one answer for a double submit. */
import { type Language, chooseLanguage } from '../triggers/core/denials.ts'
import type { ClientMetadata } from './calls.ts'
import { type Clock, systemClock } from './clock.ts'
import { createRetryQuota, type RetryQuota } from './retry-quota.ts'
import { defaultLimits, type RetryLimits, startTurn, type Turn } from './retry.ts'
import { type SharedCall, shareCalls } from './share-calls.ts'

export interface ClientOptions {
  /** A language tag such as `de-AT`; goes with each call as client metadata `locale`, so that denials are in it. */
  readonly locale?: string
  /** Denial code → form field, for codes of your own. */
  readonly fields?: Readonly<Record<string, string>>
  readonly limits?: Partial<RetryLimits>
  /** Give clients that call one pool the same. Default: one for each client. */
  readonly quota?: RetryQuota
  readonly clock?: Clock
  /** From 0 up to 1. Default `Math.random`. */
  readonly random?: () => number
}

export type Submit = <Input extends { readonly clientMetadata?: ClientMetadata }, Result>(
  run: (turn: Turn, input: Input) => Promise<Result>,
) => SharedCall<Input, Result>

/** @throws TypeError when a limit is not a positive number. */
export function makeSubmit(options: ClientOptions): Submit {
  const {
    locale,
    fields = {},
    quota = createRetryQuota(),
    clock = systemClock,
    random = Math.random,
  } = options
  const limits = { ...defaultLimits, ...options.limits }
  for (const [name, value] of Object.entries(limits)) {
    if (!(value > 0))
      throw new TypeError(`limits.${name} is ${String(value)}, but must be a number greater than 0.`)
  }
  return (run) =>
    shareCalls((input, onProgress) => {
      const clientMetadata = { ...(locale && { locale }), ...input.clientMetadata }
      const language = findLanguage(clientMetadata.locale)
      const reading = { fields, ...(language && { language }) }
      return run(startTurn({ clock, random, limits, quota, reading, onProgress }), {
        ...input,
        clientMetadata,
      })
    })
}

/** Undefined for a locale that the catalogue does not speak: only then do two fallbacks lead to two answers. */
function findLanguage(locale: string | undefined): Language | undefined {
  const language = chooseLanguage([locale], 'en')
  return chooseLanguage([locale], 'de') === language ? language : undefined
}
