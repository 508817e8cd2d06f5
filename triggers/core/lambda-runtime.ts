/** The real process around a handler: clock, standard output, and a hash that loads `node:crypto` only when there is
 * a user. */
import { systemClock } from './deadline.ts'
import type { Runtime } from './run.ts'

/** Sixteen hexadecimal digits, enough to follow one user through the log lines of a pool. */
const userHashLength = 16

/** The runtime of a deployed function. */
export function lambdaRuntime(): Runtime {
  return {
    clock: systemClock,
    initializationType: process.env['AWS_LAMBDA_INITIALIZATION_TYPE'],
    dimensions: {
      FunctionName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'unknown',
      FunctionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'] ?? 'unknown',
    },
    // Written directly to standard output: `console.log` would make the runtime wrap the line, but metrics need the
    // bare line.
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
