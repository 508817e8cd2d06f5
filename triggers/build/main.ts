/** `npm run build`: builds the suite into `dist`, or into the folder that is given. */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildTriggers } from './build.ts'
import { describeSize, readBundleBudgets } from './bundle-budget.ts'
import { findProject } from './project.ts'

try {
  const { values } = parseArgs({ options: { suite: { type: 'string' }, out: { type: 'string' } } })
  const project = findProject()
  const sizes = await buildTriggers(resolve(values.out ?? join(project, 'dist')), {
    ...(values.suite === undefined ? {} : { suiteFile: values.suite }),
    checksTypes: true,
    budgets: readBundleBudgets(project),
  })
  process.stdout.write(`${sizes.map(describeSize).join('\n')}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
