/** Ends a test run that was killed. Its processes notice by themselves; its folders do not. */
import { rm } from 'node:fs/promises'
import { endRun } from './run-guard.ts'
import { isCheckable, waitForProcesses } from './left-over.ts'

const [directory] = process.argv.slice(2)
if (directory === undefined) throw new TypeError('Usage: node end-run.ts <temporary folder of a run>')
if (isCheckable) await waitForProcesses(directory)
await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
await endRun(directory)
