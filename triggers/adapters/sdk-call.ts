/** What every SDK call of the suite has in common: limits per attempt, and a count of attempts for the report. */
import { PermanentEffectError } from '../core/effect.ts'
import { type Call, causeOf } from '../core/step.ts'

/** Limits of one attempt, in milliseconds. Without them a dead server holds a call for ever; the step's signal bounds
 * all attempts together.
 * @see https://github.com/smithy-lang/smithy-typescript/tree/main/packages/node-http-handler */
export const attemptLimits: AttemptLimits = {
  connectionTimeout: 300,
  requestTimeout: 800,
  throwOnRequestTimeout: true,
}

/** As the SDK's request handler takes them; the first counts the wait for a free socket too. */
export interface AttemptLimits {
  readonly connectionTimeout: number
  readonly requestTimeout: number
  readonly throwOnRequestTimeout: true
}

/** Attempts of the SDK's standard retry. */
export const sdkMaxAttempts = 2

interface CountedCommand {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: never) => Promise<unknown>) => (args: never) => Promise<unknown>,
      options: { readonly step: 'finalizeRequest'; readonly priority: 'low'; readonly name: string },
    ): void
  }
}

/** The middleware sits behind the SDK's retry, so that it runs once for each attempt. */
export function countAttempts<Command extends CountedCommand>(command: Command, call: Call): Command {
  command.middlewareStack.add(
    (next) => (args) => {
      call.onAttempt()
      return next(args)
    },
    { step: 'finalizeRequest', priority: 'low', name: 'countAttempts' },
  )
  return command
}

/** The error as an effect should see it: permanent when its code is one that comes again at each attempt. */
export function asEffectError(
  error: unknown,
  permanent: Readonly<Record<string, 'failed' | 'dropped'>>,
): unknown {
  const code = causeOf(error)
  const state = Object.hasOwn(permanent, code) ? permanent[code] : undefined
  return state === undefined ? error : new PermanentEffectError(code, state)
}
