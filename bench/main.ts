/** `npm run bench`: what the triggers and the local stack cost, as ratios, with the machine that they were measured on. */
import { cpus } from 'node:os'
import { join } from 'node:path'
import { buildTriggers } from '../triggers/build/build.ts'
import { measureCallerStarts } from './caller-starts.ts'
import { measureCalls } from './calls.ts'
import { measureStack } from './stack.ts'
import { measureStarts } from './starts.ts'
import { measureSynth } from './synth.ts'
import { callerStarts, calls, render, stack, starts, synth } from './tables.ts'

const startRounds = 21
const callRounds = 51
const stackRounds = 5
const synthRounds = 5

const print = (text: string): void => void process.stdout.write(`${text}\n`)

await buildTriggers(join(import.meta.dirname, '../dist'))
const processor = cpus()[0]?.model ?? 'unknown processor'
print(
  `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores: ${processor}\n`,
)

print(`Over TLS, ${startRounds} fresh processes each, interleaved; medians of processor time. Init, and init with the first call,
against a bare handler of the same round; a warm call against a bare request over an open connection.\n`)
print(render(starts, await measureStarts(startRounds)))

print(`The same for the functions behind other callers.\n`)
print(render(callerStarts, await measureCallerStarts(startRounds)))

print(`${callRounds} rounds in one process, interleaved; medians.\n`)
print(render(calls, await measureCalls(callRounds)))

print(`${stackRounds} fresh stacks; medians.\n`)
print(render(stack, await measureStack(stackRounds)))

print(`${synthRounds} rounds of fresh programs, interleaved; medians.\n`)
print(render(synth, await measureSynth(synthRounds)))
