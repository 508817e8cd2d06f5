/** What is mutated in each area, and the tests that its mutants have to get past. None of them reads a bundle. */
export const mutationAreas = {
  'pre-sign-up': {
    mutate: ['triggers/pre-sign-up/decide.ts', 'triggers/pre-sign-up/rules/*.ts'],
    tests: ['test/unit/pre-sign-up/*.test.ts', 'test/corpus/*.test.ts'],
  },
  token: {
    mutate: ['triggers/pre-token-generation/**/*.ts'],
    tests: ['test/unit/pre-token-generation/*.test.ts'],
  },
  effects: {
    mutate: ['triggers/post-confirmation/**/*.ts'],
    tests: ['test/unit/post-confirmation/*.test.ts', 'test/faults/matrix.test.ts'],
  },
  worker: {
    mutate: ['triggers/provisioning-worker/*.ts'],
    tests: [
      'test/unit/post-confirmation/worker.test.ts',
      'test/unit/provisioning-worker/*.test.ts',
      'test/reconcile/*.test.ts',
    ],
  },
  client: {
    mutate: ['client/*.ts', '!client/clock.ts'],
    tests: ['test/client/{amplify,classify,denial,oauth-redirect,operations,retry,sign-up}.test.ts'],
  },
} as const

export type MutationArea = keyof typeof mutationAreas
