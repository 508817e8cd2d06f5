/** Sets the version of all packages, which is one: `node scripts/set-version.ts 0.2.0`. Then `npm install` writes the lock. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const [version = ''] = process.argv.slice(2)
if (!/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(version))
  throw new TypeError(`'${version}' is no version: node scripts/set-version.ts 0.2.0`)

const { workspaces }: { readonly workspaces: readonly string[] } = JSON.parse(
  await readFile(join(root, 'package.json'), 'utf8'),
)
for (const folder of ['.', ...workspaces]) {
  const file = join(root, folder, 'package.json')
  const text = await readFile(file, 'utf8')
  const own = folder === 'starter' ? text : text.replace(/^( {2}"version": ")[^"]+/m, `$1${version}`)
  await writeFile(file, own.replaceAll(/("@cognito-trigger-suite\/\w+": ")\d[^"]*/g, `$1${version}`))
}
