/** Gives each operation of a client limits, progress and one answer for a double submit. */
import { systemClock } from './clock.ts'
import { createRetryQuota } from './retry-quota.ts'
import { type Attempt, type RetryOptions, startSubmit } from './retry.ts'
import { type SharedCall, shareCalls } from './share-calls.ts'

/** An undefined limit has its default. */
export type ClientOptions = { readonly [Name in keyof RetryOptions]?: RetryOptions[Name] | undefined }

export type Submit<Backend, Extra> = <Input extends object, Result>(
  run: (attempt: Attempt, backend: Backend, input: Input & Extra) => Promise<Result>,
) => SharedCall<Input, Result>

/** @param backend Given to each operation.
 * @param extra Put into each input.
 * @throws TypeError when a limit is not above 0, or an option is unknown. */
export function makeSubmit<Backend, Extra extends object>(
  given: ClientOptions,
  backend: Backend,
  extra: Extra,
  readMetadata: (input: object) => Readonly<Record<string, string>> | undefined,
): Submit<Backend, Extra> {
  const options: RetryOptions = {
    totalLimitMs: 30_000,
    attemptLimitMs: 20_000,
    maxAttempts: 5,
    baseDelayMs: 200,
    maxDelayMs: 5_000,
    quota: createRetryQuota(),
    clock: systemClock,
    random: Math.random,
  }
  const known = new Map<string, unknown>(Object.entries(options)).set('fields', options)
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    if (!known.has(name)) throw new TypeError(`${name} is no option of the client`)
    if (typeof value !== typeof known.get(name)) throw new TypeError(`${name} is a ${typeof value}`)
    if (typeof value === 'number' && !(value > 0)) throw new TypeError(`${name} is ${value}, not above 0`)
    Reflect.set(options, name, value)
  }
  return (run) =>
    shareCalls((input, onProgress) =>
      run(startSubmit(options, readMetadata(input)?.['locale'], onProgress), backend, {
        ...input,
        ...extra,
      }),
    )
}
