/** Calls the functions of a suite once and checks their results, since a type says nothing about what runs. */
import { isObject } from '../core/json.ts'
import { type Check, optional, shape } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { anything } from '../core/options/values.ts'
import { definitions } from '../definitions.ts'
import { effectDefinition } from '../post-confirmation/options.ts'
import type { WorkerConfig } from '../provisioning-worker/config.ts'
import { registry, suiteFunctions, triggerNames, worker } from '../registry.ts'
import type { Suite } from '../suite-parts.ts'
import { describeGiven, describeKind } from './suite-file.ts'

type Parts = Readonly<Record<string, Check>>

/** The whole of each configuration: a copy of the result of a `define…` function may have parts that no code reads. */
const partsOf: ReadonlyMap<string, Parts> = new Map<string, Parts>([
  ...triggerNames.map((name): [string, Parts] => [registry[name].part, definitions[name].parts]),
  [
    worker.part,
    {
      ledger: anything,
      effects: list(effectDefinition, 0),
      index: anything,
      users: anything,
      copies: anything,
      adminWritesPerSecond: anything,
      lookUpsPerSecond: anything,
      reconcile: anything,
      effectsSinceMs: optional(anything),
    } satisfies Readonly<Record<keyof WorkerConfig, Check>>,
  ],
])

const triggerOf: ReadonlyMap<string, string> = new Map(
  triggerNames.map((name) => [registry[name].part, name]),
)

/** The suite, whose functions return the results of this call.
 * @throws TypeError that names the function whose result is not a configuration, or has a part that no code reads */
export function readConfigurations(suite: Suite): Suite {
  const read = { ...suite }
  for (const { part } of suiteFunctions) {
    const configure = suite[part]
    if (configure !== undefined) Object.assign(read, { [part]: readPart(part, configure) })
  }
  return read
}

/** One part of a suite, which returns the result of this call. @throws TypeError as above */
export function readPart(name: keyof Suite, configure: () => unknown): () => unknown {
  const config = configure()
  const fault = findFault(name, config)
  if (fault === undefined) {
    shape(partsOf.get(name) ?? {}).test(config, { member: `what ${name} returns`, path: '' })
    return () => config
  }
  throw new TypeError(`${name} must return ${describeGiven(name)}, not ${fault}`)
}

function findFault(name: string, config: unknown): string | undefined {
  if (!isObject(config) || config instanceof Promise) return describeKind(config)
  const isOf = (owner: string): boolean =>
    config['trigger'] === triggerOf.get(owner) &&
    Object.entries(partsOf.get(owner) ?? {}).every(
      ([key, { isOptional }]) => isOptional || Object.hasOwn(config, key),
    )
  if (isOf(name)) return undefined
  const owner = [...partsOf.keys()].find(isOf)
  return owner === undefined ? 'another object' : `that of ${owner}`
}
