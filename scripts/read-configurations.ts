/** Calls the functions of a suite once, and looks at what they give: a type says nothing about what runs. */
import type { Suite } from '../infra/suite-plans.ts'
import { optional, type RequiredCheck, shape } from '../triggers/core/options/check.ts'
import { list } from '../triggers/core/options/collections.ts'
import { anything } from '../triggers/core/options/values.ts'
import type { PostConfirmationConfig } from '../triggers/post-confirmation/effect-definition.ts'
import { effectDefinition } from '../triggers/post-confirmation/options.ts'
import { preSignUpRule } from '../triggers/pre-sign-up/options.ts'
import type { PreSignUpConfig } from '../triggers/pre-sign-up/rule.ts'
import type { PreTokenGenerationConfig } from '../triggers/pre-token-generation/claim-source.ts'
import { claimSource } from '../triggers/pre-token-generation/options.ts'
import type { WorkerConfig } from '../triggers/provisioning-worker/config.ts'

/** What only the configuration of this function has, together. */
const marks = {
  preSignUp: ['rules', 'language', 'observeMs', 'unknownSource'],
  preTokenGeneration: ['claims', 'language', 'size', 'unknownSource'],
  postConfirmation: ['ledger', 'effects', 'language'],
  provisioningWorker: ['effects', 'index', 'users', 'copies'],
} as const

const wording = { language: anything, texts: optional(anything) }
const unknownSource = anything

/** The whole of each configuration: a copy of what a `define…` function gave may have got parts that nobody reads. */
const parts: Readonly<Record<keyof Suite, RequiredCheck>> = {
  preSignUp: shape<PreSignUpConfig>({
    rules: list(preSignUpRule, 0),
    observeMs: anything,
    unknownSource,
    ...wording,
  }),
  preTokenGeneration: shape<PreTokenGenerationConfig>({
    claims: list(claimSource, 0),
    version1Encoding: anything,
    expectedVersion: anything,
    adminScope: anything,
    size: anything,
    unknownSource,
    ...wording,
  }),
  postConfirmation: shape<PostConfirmationConfig>({
    ledger: anything,
    effects: list(effectDefinition, 0),
    ...wording,
  }),
  provisioningWorker: shape<WorkerConfig>({
    ledger: anything,
    effects: list(effectDefinition, 0),
    index: anything,
    users: anything,
    copies: anything,
    adminWritesPerSecond: anything,
    lookUpsPerSecond: anything,
    reconcile: anything,
    effectsSinceMs: optional(anything),
  }),
}

const names = ['preSignUp', 'preTokenGeneration', 'postConfirmation', 'provisioningWorker'] as const

/** The suite, whose functions give what they gave here.
 * @throws TypeError that names the function that gives no configuration of its own, or one with a part that nobody reads */
export function readConfigurations(suite: Suite): Suite {
  const read = <Config extends object>(name: keyof Suite, configure: () => Config): (() => Config) => {
    const config = configure()
    const fault = findFault(name, config)
    if (fault === undefined) {
      parts[name].test(config, { member: `what ${name} returns`, path: '' })
      return () => config
    }
    const define = `define${name.charAt(0).toUpperCase()}${name.slice(1)}`
    throw new TypeError(`${name} must return what ${define} gives, not ${fault}`)
  }
  return {
    preSignUp: read('preSignUp', suite.preSignUp),
    preTokenGeneration: read('preTokenGeneration', suite.preTokenGeneration),
    postConfirmation: read('postConfirmation', suite.postConfirmation),
    provisioningWorker: read('provisioningWorker', suite.provisioningWorker),
  }
}

function findFault(name: keyof Suite, config: unknown): string | undefined {
  if (config instanceof Promise) return 'a Promise'
  if (Array.isArray(config)) return 'a list'
  if (config === null || config === undefined) return String(config)
  if (typeof config !== 'object') return `a ${typeof config}`
  const isOf = (owner: keyof Suite): boolean => marks[owner].every((key) => Object.hasOwn(config, key))
  if (isOf(name)) return undefined
  const owner = names.find(isOf)
  return owner === undefined ? 'another object' : `that of ${owner}`
}
