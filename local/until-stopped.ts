/** Says when a program of the local stack is to end. */
import { Socket } from 'node:net'

/** Aborts at SIGINT, SIGTERM or SIGHUP, and with `endsWithInput` at the end of standard input. */
export function untilStopped(endsWithInput: boolean): AbortSignal {
  const ending = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => ending.abort())
  if (endsWithInput) {
    process.stdin.on('close', () => ending.abort()).resume()
    // An open input does not keep the process alive.
    if (process.stdin instanceof Socket) process.stdin.unref()
  }
  return ending.signal
}
