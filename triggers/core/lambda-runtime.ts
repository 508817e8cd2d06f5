/** The real process around a handler: clock, standard output, and a hash that needs `node:crypto` only for users. */
import { systemClock } from './deadline.ts'
import type { Runtime } from './run.ts'

/** Sixteen hexadecimal digits: enough to follow one user over the lines of a pool. */
const userHashLength = 16

/** The runtime of a deployed function. */
export function lambdaRuntime(): Runtime {
  return {
    clock: systemClock,
    initializationType: process.env['AWS_LAMBDA_INITIALIZATION_TYPE'],
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'unknown',
    // Straight to standard output: `console.log` would have the runtime wrap the line, and metrics need it bare.
    log: (line) => void process.stdout.write(`${line}\n`),
    hashUser: (userPoolId, sub) =>
      process
        .getBuiltinModule('node:crypto')
        .createHmac('sha256', userPoolId)
        .update(sub)
        .digest('hex')
        .slice(0, userHashLength),
  }
}
