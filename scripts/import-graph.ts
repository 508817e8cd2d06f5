/** Reads which file imports which, types included, and reports what the design forbids: a circle, or an arrow between
 * rooms that is not on the list. `node scripts/import-graph.ts` prints the rooms and their arrows. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { triggerNames, worker } from '@cognito-trigger-suite/triggers/internal/registry'
import { readImports } from './read-imports.ts'

/** File → what it imports of this repository. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>

const rooms = ['triggers', 'infra', 'local', 'client', 'callers', 'cli', 'scripts'] as const

const ofTrigger = [
  'triggers/definition.ts',
  ...['core', 'domain', 'ports', 'facts', 'events', 'once'].map((room) => `triggers/${room}`),
]
/** The files at the top of triggers/. Another one there is not allowed. */
const topFiles = ['registry', 'suite-parts', 'definition', 'definitions'].map((name) => `triggers/${name}.ts`)
const around = [...topFiles, 'triggers/*']

/** The rooms that a room may import from. `triggers/*` is any folder there. */
export const allowedArrows: Readonly<Record<string, readonly string[]>> = {
  'triggers/registry.ts': ['triggers/events'],
  'triggers/suite-parts.ts': [...triggerNames, worker.name].map((name) => `triggers/${name}`),
  'triggers/definition.ts': ['triggers/core', 'triggers/suite-parts.ts', 'triggers/pre-token-generation'],
  'triggers/definitions.ts': around,
  'triggers/core': ['triggers/registry.ts'],
  'triggers/events': ['triggers/core'],
  'triggers/domain': ['triggers/core'],
  'triggers/ports': ['triggers/core', 'triggers/domain'],
  'triggers/facts': ['triggers/core', 'triggers/domain', 'triggers/ports'],
  'triggers/once': ['triggers/core', 'triggers/domain', 'triggers/ports'],
  'triggers/adapters': ['triggers/core', 'triggers/domain', 'triggers/ports'],
  'triggers/rehearsal': [
    'triggers/registry.ts',
    'triggers/events',
    'triggers/core',
    'triggers/ports',
    'triggers/adapters',
  ],
  'triggers/provisioning-worker': [...ofTrigger, 'triggers/post-confirmation', 'triggers/adapters'],
  'triggers/attach': [
    'triggers/registry.ts',
    'triggers/definitions.ts',
    'triggers/core',
    'triggers/domain',
    'triggers/adapters',
  ],
  'triggers/build': around,
  'triggers/testing': around,
  'triggers/*': ofTrigger,
  client: [],
  callers: [...around, 'client'],
  scripts: [...around, 'local', 'callers', 'test'],
  infra: [...around, 'callers'],
  local: [...around, 'infra', 'callers'],
  cli: [...around, 'local', 'callers'],
}

/** They import a suite, or what a team's project has installed. */
const importsAny: ReadonlySet<string> = new Set([
  'triggers/build/find-place.ts',
  'triggers/build/suite-file.ts',
  'cli/suite-file.ts',
  'cli/doctor/deployment-checks.ts',
  'cli/doctor/package-checks.ts',
])

const scope = '@cognito-trigger-suite/'
const packages = ['triggers', 'infra', 'local', 'client', 'callers', 'cli']

export function readSources(root: string): ReadonlyMap<string, string> {
  const files = rooms.flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: root }))
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
}

/** The graph, and what is wrong with single imports. A file outside of the rooms is a target too. */
export function readImportGraph(
  sources: ReadonlyMap<string, string>,
  entries: Entries,
): { readonly graph: ImportGraph; readonly problems: readonly string[] } {
  const problems: string[] = []
  const graph = new Map(
    [...sources].map(([file, source]) => {
      const found = readImports(source)
      if (!importsAny.has(file)) problems.push(...found.problems.map((problem) => `${file} ${problem}`))
      const targets = found.specifiers.flatMap((specifier) => {
        const target = resolve(file, specifier, entries)
        if (target === undefined) return []
        const typed = target.replace(/\.js$/, '.ts')
        if (sources.has(typed)) return [typed]
        if (isRoom(roomOf(target))) problems.push(`${file} imports ${specifier}, which is no source`)
        return [target]
      })
      return [file, new Set(targets)] as const
    }),
  )
  for (const file of sources.keys()) {
    if (/^triggers\/[^/]+$/.test(file) && !topFiles.includes(file))
      problems.push(`${file} stands at the top of triggers/: put it into a folder`)
  }
  return { graph, problems }
}

/** Entry of a package → its file. */
export type Entries = ReadonlyMap<string, string>

export function readEntries(root: string): Entries {
  return new Map(
    packages.flatMap((folder) => {
      const { name, exports }: { readonly name: string; readonly exports: Readonly<Record<string, string>> } =
        JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
      return Object.entries(exports).map(([entry, file]): [string, string] => [
        join(name, entry),
        join(folder, file),
      ])
    }),
  )
}

/** A path in this repository; undefined for a package of somebody else. */
function resolve(file: string, specifier: string, entries: Entries): string | undefined {
  if (specifier.startsWith('.')) return join(dirname(file), specifier)
  if (/^[/#]|^(?:file|data|https?):/.test(specifier)) return specifier
  if (!specifier.startsWith(scope)) return undefined
  for (const [entry, path] of entries) {
    const [start = '', end] = entry.split('*')
    if (end === undefined ? entry !== specifier : !specifier.startsWith(start) || !specifier.endsWith(end))
      continue
    return path.replace('*', specifier.slice(start.length, specifier.length - (end ?? '').length))
  }
  return specifier
}

/** Files that import themselves through others. Each circle is one sorted list. */
export function findCircles(graph: ImportGraph): readonly (readonly string[])[] {
  const reached = new Map([...graph.keys()].map((file) => [file, reachableFrom(graph, file)] as const))
  const circles = new Map<string, readonly string[]>()
  for (const [file, own] of reached) {
    if (!own.has(file)) continue
    const circle = [...own].filter((other) => reached.get(other)?.has(file)).sort()
    circles.set(circle.join(), circle)
  }
  return [...circles.values()]
}

/** Arrows between rooms, with the number of imports behind each. */
export function findArrows(graph: ImportGraph): ReadonlyMap<string, number> {
  const arrows = new Map<string, number>()
  for (const [file, targets] of graph) {
    for (const target of targets) {
      if (roomOf(file) === roomOf(target)) continue
      const arrow = `${roomOf(file)} → ${roomOf(target)}`
      arrows.set(arrow, (arrows.get(arrow) ?? 0) + 1)
    }
  }
  return arrows
}

/** The arrows that are not on the list. */
export function findForbidden(graph: ImportGraph): readonly string[] {
  return [...findArrows(graph).keys()].filter((arrow) => {
    const [from = '', to = ''] = arrow.split(' → ')
    const allowed = allowedArrows[from] ?? allowedArrows[anyFolder(from)] ?? []
    return !allowed.includes(to) && !allowed.includes(anyFolder(to))
  })
}

/** A file at the top of triggers/, a folder there, or a folder at the top. Outside of the repository: `..`. */
function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/')
  return top === 'triggers' ? `${top}/${second}` : top
}

function isRoom(room: string): boolean {
  return rooms.some((each) => room === each || room.startsWith(`${each}/`))
}

function anyFolder(room: string): string {
  return room.startsWith('triggers/') && !room.includes('.') ? 'triggers/*' : room
}

function reachableFrom(graph: ImportGraph, file: string): ReadonlySet<string> {
  const reached = new Set<string>()
  const waiting = [...(graph.get(file) ?? [])]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    waiting.push(...(graph.get(next) ?? []))
  }
  return reached
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = join(import.meta.dirname, '..')
  const { graph, problems } = readImportGraph(readSources(root), readEntries(root))
  const arrows = [...findArrows(graph)].map(([arrow, count]) => `${arrow} (${count})`)
  console.log(arrows.sort().join('\n'))
  const wrong = [
    ...problems,
    ...findForbidden(graph).map((arrow) => `not allowed: ${arrow}`),
    ...findCircles(graph).map((circle) => `circle: ${circle.join(', ')}`),
  ]
  for (const line of wrong) console.error(line)
  console.log(`${graph.size} files of ${relative(process.cwd(), root) || '.'}, ${wrong.length} problems`)
  process.exitCode = wrong.length === 0 ? 0 : 1
}
