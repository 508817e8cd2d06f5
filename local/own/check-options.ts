/** Checks what a test gives to `startLocalStack`. */
import { checkOptions, optional, shape } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { either, list, record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { anything, text, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import type { SeedUser } from '../pool/users/seed-users.ts'
import type { LocalStackOptions } from '../start-local-stack.ts'
import { poolShape } from './pool-shape.ts'

const user = shape<SeedUser>({
  username: text(),
  password: optional(text()),
  attributes: optional(record(anything)),
  groups: optional(list(text(), 0)),
  sub: optional(text()),
})

const variables = optional(record(anything))

/** @throws TypeError that names the nearest option or property */
export function checkLocalStackOptions(options: unknown): void {
  checkOptions<LocalStackOptions>('startLocalStack', options, {
    suite: optional(text('the path of a suite')),
    template: optional(text('the path of a template')),
    triggers: optional(either({ text: text('a folder'), object: record(text('a file')) })),
    environment: variables,
    pool: optional(poolShape),
    users: optional(list(user, 0)),
    port: optional(whole(0, 65_532)),
    attempts: optional(whole(1, 5)),
    origins: variables,
  })
}
