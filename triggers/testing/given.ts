/** Checks of what a test gives to the kit: a misspelled name must not make a test pass. */
import { isPlain, openShape, optional, type OptionalCheck, valueThat } from '../core/options/check.ts'
import { port } from '../core/options/port.ts'
import type { GivenSteps } from './given-steps.ts'
import type { VirtualClock } from './virtual-clock.ts'

export const virtualClock = port('a clock: createVirtualClock()', undefined, [
  'runUntil',
  'monotonicMs',
  'epochMs',
  'after',
])

export const anyNumber = valueThat('a number', (value) => typeof value === 'number' && !Number.isNaN(value))

interface KitOptions {
  readonly clock?: VirtualClock
  readonly steps?: GivenSteps
}

/** The options of the kit, and `more` of them. The trigger checks its own.
 * @throws TypeError that names the nearest option */
export function checkKitOptions(
  member: string,
  options: unknown,
  more: Readonly<Record<string, OptionalCheck>> = {},
): void {
  openShape<KitOptions>(
    { ...more, clock: optional(virtualClock), steps: optional(valueThat('an object of steps', isPlain)) },
    'an object',
  ).test(options, { member, path: '' })
}
