/** What must be installed, and in one version. */
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { findCompiler } from '@cognito-trigger-suite/triggers/internal/build/check-suite'
import { loadEsbuild } from '@cognito-trigger-suite/triggers/internal/build/load-esbuild'
import { findInstalled, findVersionFault, type InstalledPackage } from '../installed-packages.ts'
import { bad, type Check, checkBy, good } from './check.ts'

export function checkPackages(project: string): Check {
  const installed = findInstalled(project)
  const fault = findCopies(installed) ?? findVersionFault(installed)
  if (fault !== undefined) return bad('packages', fault)
  const names = installed.map(({ name }) => name.split('/').at(-1))
  return good('packages', `${names.join(', ')} ${installed[0]?.version ?? ''}`)
}

function findCopies(installed: readonly InstalledPackage[]): string | undefined {
  const copies = [...Map.groupBy(installed, ({ name }) => name).values()].find(({ length }) => length > 1)
  if (copies === undefined) return undefined
  const places = copies.map(
    ({ version, folder }) => `${version} in ${relative(process.cwd(), folder) || '.'}`,
  )
  return `${copies[0]?.name} is installed more than once, ${places.join(' and ')}: give all packages one version, and run \`npm dedupe\`.`
}

export async function checkEsbuild(): Promise<Check> {
  return checkBy('esbuild', async () => good('esbuild', (await loadEsbuild()).version))
}

export function checkTypeScript(project: string, platform?: string): Check {
  if (findCompiler(platform) === undefined) {
    return bad(
      'TypeScript',
      'is not installed here in version 7, so that no types are checked: run `npm install --save-dev typescript`.',
    )
  }
  const { version }: { readonly version: string } = createRequire(join(project, 'package.json'))(
    'typescript/package.json',
  )
  return good('TypeScript', version)
}
