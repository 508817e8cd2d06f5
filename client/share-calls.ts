/** Lets a double submit share the call that is under way. */
import type { Progress } from './retry.ts'

export interface CallOptions {
  /** Told of each attempt and each wait, so that a form can say why it waits. What it throws is ignored.
   * Of calls that share, the first one's is told. */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined
}

export type SharedCall<Input, Result> = (input: Input, options?: CallOptions) => Promise<Result>

/** The whole input must be the same, the password too: who sends another one gets an answer of their own. */
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
