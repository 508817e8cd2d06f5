/** What the suite must be: sound, within the limits, and built from its current text. */
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  readBundleBudgets,
  requireWithinBudget,
} from '@cognito-trigger-suite/triggers/internal/build/bundle-budget'
import { checkSuite } from '@cognito-trigger-suite/triggers/internal/build/check-suite'
import { findChanged, readSources } from '@cognito-trigger-suite/triggers/internal/build/source-digest'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { callName } from '../help.ts'
import { bad, type Check, checkBy, good, note } from './check.ts'

export async function checkTypes(suiteFile: string): Promise<Check> {
  return checkBy('types', async () => {
    let unchecked: string | undefined
    await checkSuite(suiteFile, { onUnchecked: (why) => (unchecked = why) })
    return unchecked === undefined ? good('types', 'are sound') : bad('types', unchecked)
  })
}

export function checkPlans({ proofs }: SuitePlans): Check {
  const over = proofs.find(({ totalMs, limitMs }) => totalMs > limitMs)
  if (over !== undefined) return bad('plans', `${over.arithmetic}: shorten budgets of its steps.`)
  const slowest = proofs.map(({ trigger, totalMs, limitMs }) => `${trigger} ${totalMs} of ${limitMs} ms`)
  return good('plans', slowest.join(', '))
}

export async function checkBundles(project: string): Promise<Check> {
  const dist = join(project, 'dist')
  return checkBy('bundles', async () => {
    if (!existsSync(join(dist, 'triggers')))
      return note('bundles', `are not built: \`${callName} build\` tells their sizes.`)
    const budgets = readBundleBudgets(project)
    const names = await readdir(join(dist, 'triggers'))
    for (const name of names) {
      const { size } = await stat(join(dist, 'triggers', name, 'index.mjs'))
      requireWithinBudget(name, size, budgets.get(name) ?? 0)
      const sources = readSources(join(dist, 'meta', `${name}.json`))
      const changed = sources === undefined ? 'its folder meta' : findChanged(project, sources)
      if (changed !== undefined)
        return note('bundles', `dist was built before ${changed} changed: run \`${callName} build\`.`)
    }
    return good('bundles', `${names.length} within their budgets`)
  })
}
