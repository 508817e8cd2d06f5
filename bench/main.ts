/** `npm run bench`: cold start and warm overhead beside a bare handler, with the machine that they were measured on. */
import { cpus } from 'node:os'
import { join } from 'node:path'
import { buildTriggers } from '../scripts/build.ts'
import { measureColdStarts } from './cold-start.ts'
import { measureOverhead } from './overhead.ts'

const rounds = 21

await buildTriggers(join(import.meta.dirname, '../dist'))
process.stdout.write(
  `Node ${process.version} on ${cpus()[0]?.model ?? 'an unknown processor'}, ${cpus().length} cores\n\n`,
)

process.stdout.write(
  `Cold start: ${rounds} fresh processes each, interleaved, median; ratio of each round to the bare handler\n`,
)
for (const { name, readyMs, ratio } of await measureColdStarts(rounds))
  process.stdout.write(`  ${name.padEnd(22)} ${readyMs.toFixed(1).padStart(7)} ms   ${ratio.toFixed(2)} x\n`)

process.stdout.write('\nWarm call without a dependency: median\n')
for (const { name, medianNs } of await measureOverhead())
  process.stdout.write(`  ${name.padEnd(22)} ${(medianNs / 1_000).toFixed(2).padStart(7)} us\n`)
