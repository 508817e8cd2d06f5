/** An effect as a team writes one. */
import type { EffectDefinition } from '../../triggers/post-confirmation/effect-definition.ts'

/** It is the worker's and does nothing, unless `given` says otherwise. */
export function anEffect(name: string, given: Partial<EffectDefinition> = {}): EffectDefinition {
  return {
    name,
    when: 'deferred',
    sources: ['PostConfirmation_ConfirmSignUp', 'Reconcile'],
    dependency: { name: 'table' },
    actions: [],
    budgetMs: 5_000,
    attempts: 1,
    onFailure: { kind: 'defer' },
    delivery: 'idempotent',
    remember: () => ({}),
    act: async () => ({ state: 'done' }),
    ...given,
  }
}
