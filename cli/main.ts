#!/usr/bin/env node
/** The command line of the suite: `cts <command>`, in this repository `npm run cli -- <command>`. */
import { requireNode } from '@cognito-trigger-suite/triggers/internal/build/require-node'

requireNode()
// Imported after that, since an older Node cannot link it.
const { keepCompiledCode } = await import('@cognito-trigger-suite/triggers/internal/build/compile-cache')
keepCompiledCode()
// Imported after that, since Node keeps the compiled code only of what is loaded from then on.
const { runCli } = await import('./program.ts')
const { callName } = await import('./help.ts')
const { systemClock } = await import('@cognito-trigger-suite/triggers/core/deadline')
const { env, stdin, stdout, stderr } = process

// A reader such as `head` may close the pipe early. This is not an error.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  throw error
})

const exitCode = await runCli(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  // npm runs scripts in the folder of package.json, but the user's paths are relative to the user's folder.
  directory: callName === 'cts' ? process.cwd() : (env['INIT_CWD'] ?? process.cwd()),
  clock: systemClock,
  random: Math.random,
})
// Ends the process even if a suite has left something running, after the output was read.
stdout.write('', () => stderr.write('', () => process.exit(exitCode)))
