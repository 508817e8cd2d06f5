import { globSync, readFileSync } from 'node:fs'

/** What is mutated in each area, and the tests that must catch its mutants. The tests read no bundle. */
export const mutationAreas = {
  'pre-sign-up': {
    mutate: ['triggers/core/rule/*.ts', 'triggers/pre-sign-up/decide.ts', 'triggers/pre-sign-up/rules/*.ts'],
    tests: ['test/unit/pre-sign-up/*.test.ts', 'test/corpus/*.test.ts'],
  },
  'pre-authentication': {
    mutate: ['triggers/pre-authentication/**/*.ts', 'triggers/events/pre-authentication.ts'],
    tests: ['test/unit/pre-authentication/*.test.ts'],
  },
  token: {
    mutate: ['triggers/pre-token-generation/**/*.ts'],
    tests: ['test/unit/pre-token-generation/*.test.ts'],
  },
  effects: {
    mutate: ['triggers/post-confirmation/**/*.ts'],
    tests: ['test/unit/post-confirmation/*.test.ts'],
  },
  messages: {
    mutate: [
      'triggers/custom-message/*.ts',
      '!triggers/custom-message/standard-messages.ts',
      'triggers/events/custom-message.ts',
      'triggers/domain/mail-template.ts',
      'triggers/domain/safe-value.ts',
    ],
    tests: [
      'test/unit/custom-message/*.test.ts',
      'test/unit/domain/mail-template.test.ts',
      'test/unit/domain/safe-value.test.ts',
      'test/unit/post-confirmation/welcome-mail.test.ts',
    ],
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

/** Lines that stay together, so that most mutants of one statement are in one share. */
const stripLines = 8

/** The files, or parts of them: `1/4` gives every fourth part, from the first on. @throws Error for another share */
export function shareOf(patterns: readonly string[], share: string): readonly string[] {
  const [, part = 0, parts = 0] = (/^(\d+)\/(\d+)$/.exec(share) ?? []).map(Number)
  if (part < 1 || part > parts) throw new Error(`SHARE=${share} is not such as 1/4.`)
  if (parts === 1) return patterns
  const isLeftOut = (pattern: string): boolean => pattern.startsWith('!')
  const out = new Set(patterns.filter(isLeftOut).map((pattern) => pattern.slice(1)))
  const files = globSync(patterns.filter((pattern) => !isLeftOut(pattern))).filter((file) => !out.has(file))
  let strip = 0
  return files.toSorted().flatMap((file) => {
    const starts = Array.from({
      length: Math.ceil(readFileSync(file, 'utf8').split('\n').length / stripLines),
    })
    return starts.flatMap((_, index) =>
      strip++ % parts === part - 1 ? [`${file}:${index * stripLines + 1}-${(index + 1) * stripLines}`] : [],
    )
  })
}
