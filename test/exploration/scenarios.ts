/** Who takes part in an exploration, and what may go wrong. */
import type { ActorKind } from './actor.ts'
import { attempt, type EffectName, erase, replay, token, worker } from './actors.ts'
import type { Budget } from './world.ts'

export interface Scenario {
  readonly name: string
  readonly effects: readonly EffectName[]
  readonly actors: readonly ActorKind[]
  readonly budget: Budget
}

/** `former` is an attempt by the version before, which has the first effect only. */
type Part = 'former' | 'attempt' | 'reset' | 'token' | 'stream' | 'sweep' | 'replay' | 'erase'

function scenario(
  effects: readonly EffectName[],
  parts: Partial<Record<Part, number>>,
  budget: Partial<Budget>,
): Scenario {
  const make = (part: Part, name: string): ActorKind => {
    switch (part) {
      case 'former':
        return attempt(name, effects.slice(0, 1))
      case 'attempt':
        return attempt(name, effects)
      case 'reset':
        return attempt(name, effects, 'PostConfirmation_ConfirmForgotPassword')
      case 'token':
        return token(name)
      case 'stream':
      case 'sweep':
        return worker(name, part, effects)
      case 'replay':
        return replay(name)
      case 'erase':
        return erase(name)
    }
  }
  const order: readonly Part[] = ['former', 'attempt', 'reset', 'token', 'stream', 'sweep', 'replay', 'erase']
  const actors = order.flatMap((part) =>
    Array.from({ length: parts[part] ?? 0 }, (_, index) => make(part, `${part} ${index + 1}`)),
  )
  const nothing: Budget = { crashes: 0, losses: 0, refusals: 0, finals: 0, misses: 0, moves: 0 }
  const name = `${effects.join(' and ')}: ${say(parts)}; ${say(budget) || 'no trouble'}`
  return {
    name,
    effects,
    actors,
    budget: { ...nothing, ...budget },
  }
}

function say(counts: Readonly<Partial<Record<Part | keyof Budget, number>>>): string {
  return Object.entries(counts)
    .map(([what, count]) => {
      const word = isTrouble(what) ? troubles[what] : what
      return `${count} ${word}${count === 1 ? '' : word.endsWith('h') ? 'es' : 's'}`
    })
    .join(', ')
}

const troubles = {
  crashes: 'crash',
  losses: 'lost answer',
  refusals: 'refusal',
  finals: 'refusal for good',
  misses: 'failed look-up',
  moves: 'wait',
} as const

function isTrouble(what: string): what is keyof typeof troubles {
  return Object.hasOwn(troubles, what)
}

/** In seconds. Every condition of the ledger is met in one of them. */
export const quickScenarios: readonly Scenario[] = [
  scenario(['notice'], { attempt: 2, stream: 1 }, { crashes: 1, moves: 1 }),
  scenario(['letter'], { attempt: 1, stream: 1, sweep: 1 }, { crashes: 1, moves: 1 }),
  scenario(['letter'], { attempt: 1, stream: 1, sweep: 1 }, { refusals: 1, moves: 1 }),
  scenario(['letter'], { attempt: 1, stream: 1 }, { losses: 2, moves: 1 }),
  scenario(['mail'], { attempt: 1, stream: 1, sweep: 1 }, { crashes: 1, moves: 1 }),
  scenario(['mail'], { attempt: 1, stream: 1, sweep: 1 }, { refusals: 1, moves: 1 }),
  scenario(['notice'], { attempt: 1, stream: 1, sweep: 1 }, { finals: 1, moves: 1 }),
  scenario(['letter'], { attempt: 1, stream: 1, sweep: 1, replay: 2 }, { finals: 1 }),
  scenario(['notice', 'letter'], { former: 1, attempt: 1, stream: 1, sweep: 1 }, {}),
  scenario(['notice', 'letter'], { reset: 1, stream: 1, sweep: 1 }, {}),
  scenario(['notice'], { reset: 1, token: 1, stream: 1 }, { misses: 1 }),
  scenario(['letter'], { token: 1, stream: 1, sweep: 1 }, { misses: 2 }),
  scenario(['letter'], { token: 1, stream: 1, sweep: 1 }, { misses: 1, crashes: 1 }),
  scenario(['letter'], { token: 2, stream: 1, sweep: 1 }, { misses: 2 }),
  scenario(['notice'], { attempt: 1, stream: 1, replay: 1, erase: 1 }, { finals: 1 }),
  scenario(['letter'], { attempt: 1, stream: 1, erase: 1 }, { refusals: 1, crashes: 1 }),
  scenario(['letter'], { token: 1, stream: 1, erase: 1 }, { misses: 1 }),
]

/** For a condition that no smaller one needs. */
export const wideScenarios: readonly Scenario[] = [
  scenario(['letter', 'mail'], { attempt: 1, stream: 1, sweep: 1 }, { crashes: 2, moves: 1 }),
]

/** In minutes. */
export const fullScenarios: readonly Scenario[] = [
  scenario(['mail'], { attempt: 1, stream: 1, sweep: 1 }, { losses: 1, crashes: 1, moves: 2 }),
  scenario(['notice'], { attempt: 3, stream: 1, sweep: 1 }, { crashes: 1, moves: 1 }),
  scenario(['letter'], { attempt: 3, stream: 1, sweep: 1 }, { crashes: 1, moves: 1 }),
  scenario(['notice', 'letter'], { attempt: 3, stream: 1 }, { crashes: 1, moves: 1 }),
  scenario(['letter'], { attempt: 2, stream: 1, sweep: 1 }, { crashes: 1, losses: 1, moves: 1 }),
  scenario(['letter'], { attempt: 1, stream: 1, sweep: 1 }, { refusals: 1, losses: 1, crashes: 1, moves: 1 }),
  scenario(['notice'], { attempt: 1, stream: 1, sweep: 1, replay: 1 }, { finals: 1, moves: 1 }),
  scenario(['letter'], { attempt: 1, stream: 1, sweep: 1, erase: 1 }, { crashes: 1, moves: 1 }),
]
