/** Writes docs/guide/exports.md from the manifests of the packages and the sources that they export. */
import { globSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
export const exportsFile = join(root, 'docs/guide/exports.md')

const folders = ['triggers', 'infra', 'client', 'callers', 'local', 'cli']

const introduction = `# What each package exports

Made by \`node scripts/exports.ts\`; a test fails when it is out of date. Nothing else can be imported, but for \`/internal/…\`, by which the packages import
each other. It changes without notice.
`

interface Manifest {
  readonly name: string
  readonly description: string
  readonly exports: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
}

export function renderExports(): string {
  return [introduction, ...folders.map(renderPackage)].join('\n')
}

function renderPackage(folder: string): string {
  const {
    name,
    description,
    exports,
    bin = {},
  }: Manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const rows = Object.entries(exports)
    .filter(([entry, file]) => !entry.startsWith('./internal/') && file.endsWith('.ts'))
    .flatMap(([entry, file]) => expand(folder, entry, file))
  return [
    `## ${name}\n`,
    `${description}\n`,
    ...Object.keys(bin).map((command) => `Command: \`${command}\`.\n`),
    ...(rows.length === 0
      ? []
      : ['| import | names | |', '| --- | --- | --- |', ...rows.map((row) => renderRow(name, row)), '']),
  ].join('\n')
}

interface Entry {
  readonly path: string
  readonly source: string
}

/** The entries of a pattern, by the files that it fits. */
function expand(folder: string, entry: string, file: string): readonly Entry[] {
  return globSync(file, { cwd: join(root, folder) })
    .sort()
    .map((found) => ({
      path: entry.includes('*') ? entry.replace('*', found.split('/').at(-1)?.slice(0, -3) ?? '') : entry,
      source: readFileSync(join(root, folder, found), 'utf8'),
    }))
}

function renderRow(name: string, { path, source }: Entry): string {
  const names = [...source.matchAll(/^export (?:async )?(?:const|function|class|type|interface) (\w+)/gm)]
  const again = [...source.matchAll(/^export (?:type )?\{([^}]+)\}/gms)].flatMap(([, list = '']) =>
    list.split(',').map((each) => each.replace(/^\s*type /, '').trim()),
  )
  const all = [...names.map(([, exported = '']) => exported), ...again].filter((each) => each !== '')
  return `| \`${join(name, path)}\` | ${all.map((each) => `\`${each}\``).join(', ')} | ${readSummary(source)} |`
}

/** The first sentence of the file's first comment. */
function readSummary(source: string): string {
  const comment = /^\/\*\*(.*?)\*\//ms.exec(source)?.[1] ?? ''
  const text = comment.replaceAll(/\n \*/g, ' ').replaceAll(/\s+/g, ' ').trim()
  return (/^.*?[.:](?= |$)/.exec(text)?.[0] ?? text).replace(/:$/, '.').replaceAll('|', '\\|')
}

if (import.meta.main) await writeFile(exportsFile, renderExports())
