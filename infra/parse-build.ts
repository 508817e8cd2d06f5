/** Reads what the build has written about a suite: `meta/plans.json`. */
import { type Check, optional, shape } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { groupName } from '@cognito-trigger-suite/triggers/internal/core/options/group-name'
import { anything, text, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { suiteFunctions } from '@cognito-trigger-suite/triggers/internal/registry'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'

export interface SuiteBuild {
  /** The suite's file, from the project's folder. */
  readonly suite: string
  readonly plans: SuitePlans
}

const calls: Readonly<Record<string, Check>> = Object.fromEntries(
  suiteFunctions.map(({ name, isOptional }) => [
    name,
    isOptional ? optional(list(anything, 0)) : list(anything, 0),
  ]),
)

const suitePlans = shape<SuitePlans>(
  {
    calls: shape(calls),
    workerCopies: whole(1, 1_000),
    tokens: anything,
    refusals: list(anything, 0),
    attributes: list(anything, 0),
    proofs: list(anything, 0),
    mailSenders: list(anything, 0),
    mailMessages: list(anything, 0),
    groups: list(groupName, 0),
    effectsSinceMs: optional(whole(0, Number.MAX_SAFE_INTEGER)),
  },
  'an object',
)

const suiteBuild = shape<SuiteBuild>({ suite: text(), plans: suitePlans })

/** @throws TypeError when the text is not what this version of the build writes into `file` */
export function parseBuild(json: string, file: string): SuiteBuild {
  const build: unknown = readJson(json)
  try {
    requireBuild(build)
    return build
  } catch {
    throw new TypeError(`${file} is not what this version builds: run \`npm run build\` again.`)
  }
}

function requireBuild(build: unknown): asserts build is SuiteBuild {
  suiteBuild.test(build, { member: 'the build', path: '' })
}
