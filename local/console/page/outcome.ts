/** Says how a call ended: in words, with a sign, and in the class that colours it. */
import type { InvocationOutcome } from '../views.ts'

export interface OutcomeLook {
  readonly text: string
  /** Read together with the text, so that colour carries nothing alone. */
  readonly sign: string
  readonly look: 'good' | 'refused' | 'bad'
}

export const describeOutcome = (outcome: InvocationOutcome): OutcomeLook => looks[outcome]

const looks = {
  ok: { text: 'ok', sign: '✓', look: 'good' },
  'passed-on': { text: 'failed, event passed on', sign: '✕', look: 'bad' },
  denied: { text: 'denied', sign: '⊘', look: 'refused' },
  'function-error': { text: 'failed', sign: '✕', look: 'bad' },
  timeout: { text: 'time-out', sign: '◷', look: 'bad' },
  'init-error': { text: 'init failed', sign: '✕', look: 'bad' },
} as const satisfies Record<InvocationOutcome, OutcomeLook>
