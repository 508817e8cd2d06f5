/** A folder of a team that has installed the packed packages: what `npm install` of the tarballs would give, without the
 * registry. Packages of others are those of this repository. */
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Tarball } from '../../scripts/pack.ts'

const run = promisify(execFile)
const installed = join(import.meta.dirname, '../../node_modules')
export const scope = '@cognito-trigger-suite'

export interface Packed {
  readonly tarballs: readonly Tarball[]
  /** Where they are. */
  readonly directory: string
}

/** Fills `project/node_modules`. */
export async function install(project: string, { tarballs }: Packed): Promise<void> {
  const into = join(project, 'node_modules')
  await mkdir(join(into, '.bin'), { recursive: true })
  const own = new Set([scope, 'create-cognito-trigger-suite', 'my-auth'])
  const others = (await readdir(installed)).filter((name) => !name.startsWith('.') && !own.has(name))
  await Promise.all(others.map((name) => symlink(join(installed, name), join(into, name))))
  const commands = await readdir(join(installed, '.bin'))
  await Promise.all(
    commands
      .filter((name) => !/^(cts|create-cognito)/.test(name))
      .map((name) => symlink(join(installed, '.bin', name), join(into, '.bin', name))),
  )
  for (const { name, file } of tarballs) {
    const folder = join(into, name)
    await mkdir(folder, { recursive: true })
    await run('tar', ['xzf', file, '-C', folder, '--strip-components=1'])
    const { bin = {} }: { readonly bin?: Readonly<Record<string, string>> } = JSON.parse(
      await readFile(join(folder, 'package.json'), 'utf8'),
    )
    for (const [command, path] of Object.entries(bin))
      await symlink(join(folder, path), join(into, '.bin', command))
  }
}
