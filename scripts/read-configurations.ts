/** Calls the functions of a suite once, and looks at what they give: a type says nothing about what runs. */
import type { Suite } from '../infra/suite-plans.ts'

/** What only the configuration of this function has, together. */
const marks = {
  preSignUp: ['rules', 'language', 'observeMs', 'unknownSource'],
  preTokenGeneration: ['claims', 'language', 'size', 'unknownSource'],
  postConfirmation: ['ledger', 'effects', 'language'],
  provisioningWorker: ['effects', 'index', 'users', 'copies'],
} as const

const names = ['preSignUp', 'preTokenGeneration', 'postConfirmation', 'provisioningWorker'] as const

/** The suite, whose functions give what they gave here.
 * @throws TypeError that names the function that gives no configuration of its own */
export function readConfigurations(suite: Suite): Suite {
  const read = <Config extends object>(name: keyof Suite, configure: () => Config): (() => Config) => {
    const config = configure()
    const fault = findFault(name, config)
    if (fault === undefined) return () => config
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
