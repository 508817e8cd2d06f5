#!/usr/bin/env node
/** `npm start`: reads the command line and starts the stack. */
import { requireNode } from '@cognito-trigger-suite/triggers/internal/build/require-node'

requireNode()
// Imported after that, since an older Node cannot link them.
const { keepCompiledCode } = await import('@cognito-trigger-suite/triggers/internal/build/compile-cache')
const { readStartOptions, usage } = await import('./options.ts')

try {
  const options = readStartOptions(process.argv.slice(2))
  if (options === 'help') process.stdout.write(`${usage}\n`)
  else {
    keepCompiledCode()
    // Imported after that, since Node keeps the compiled code only of what is loaded from then on.
    if (options.own === undefined) await (await import('./start.ts')).start(options)
    else await (await import('./start-own.ts')).startOwn(options.own, options)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
