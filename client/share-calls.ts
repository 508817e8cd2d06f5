/** Lets a double submit share the running call. */
import type { Progress } from './retry.ts'

export interface CallOptions {
  /** Called at each attempt and each wait, so that a form can say why it waits. What it throws is ignored. Only the
   * first of several calls that share reports. */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined
}

export type SharedCall<Input, Result> = (input: Input, options?: CallOptions) => Promise<Result>

/** The whole input must be the same, with the password: a caller with another password gets its own answer. */
export function shareCalls<Input, Result>(
  run: (input: Input, onProgress: (progress: Progress) => void) => Promise<Result>,
): SharedCall<Input, Result> {
  const underWay = new Map<string, Promise<Result>>()
  return (input, { onProgress } = {}) => {
    const key = JSON.stringify(input)
    const result =
      underWay.get(key) ??
      run(
        input,
        (progress) =>
          void Promise.resolve(progress)
            .then(onProgress)
            .catch(() => {}),
      ).finally(() => underWay.delete(key))
    underWay.set(key, result)
    return result
  }
}
