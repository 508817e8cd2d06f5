/** Makes each operation of a client a call with limits, progress and one answer for a double submit. */
import type { ClientMetadata } from './calls.ts'
import { type Clock, systemClock } from './clock.ts'
import { createRetryQuota, type RetryQuota } from './retry-quota.ts'
import { defaultLimits, type RetryLimits, startSubmit, type Attempt } from './retry.ts'
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

export type Submit = <Input extends object, Result>(
  run: (attempt: Attempt, input: Input & { readonly clientMetadata: ClientMetadata }) => Promise<Result>,
) => SharedCall<Input, Result>

/** @throws TypeError when a limit is not a positive number. */
export function makeSubmit(options: ClientOptions): Submit {
  const { quota = createRetryQuota(), clock = systemClock, random = Math.random, fields } = options
  const limits = { ...defaultLimits, ...options.limits }
  for (const [name, value] of Object.entries(limits))
    if (!(value > 0)) throw new TypeError(`limits.${name} must be a number above 0, not ${value}`)
  return (run) =>
    shareCalls((input, onProgress) => {
      const clientMetadata = {
        ...(options.locale && { locale: options.locale }),
        ...('clientMetadata' in input ? Object(input.clientMetadata) : {}),
      }
      const reading = { fields, locale: clientMetadata.locale }
      const attempt = startSubmit({ clock, random, limits, quota, reading, onProgress })
      return run(attempt, { ...input, clientMetadata })
    })
}
