/** Reads which file imports which, types included, and reports what the design forbids: a circle, or an arrow between
 * rooms that is not on the list. `node scripts/import-graph.ts` prints the rooms and their arrows. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'

export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>

const rooms = ['triggers', 'infra', 'local', 'client', 'cli', 'scripts'] as const

const ofTrigger = [
  'triggers',
  ...['core', 'domain', 'ports', 'facts', 'events', 'once'].map((room) => `triggers/${room}`),
]

/** The rooms that a room may import from. The files beside them in triggers/ are the registry and what it needs. */
export const allowedArrows: Readonly<Record<string, readonly string[]>> = {
  'triggers/core': ['triggers'],
  'triggers/events': ['triggers/core'],
  'triggers/domain': ['triggers/core'],
  'triggers/ports': ['triggers/core', 'triggers/domain'],
  'triggers/facts': ['triggers/core', 'triggers/domain', 'triggers/ports'],
  'triggers/once': ['triggers/core', 'triggers/domain', 'triggers/ports'],
  'triggers/adapters': ['triggers/core', 'triggers/domain', 'triggers/ports'],
  'triggers/rehearsal': ['triggers', 'triggers/core', 'triggers/ports', 'triggers/adapters'],
  'triggers/provisioning-worker': [...ofTrigger, 'triggers/post-confirmation'],
  'triggers/build': [...ofTrigger, 'triggers/*'],
  'triggers/testing': [...ofTrigger, 'triggers/*'],
  triggers: ['triggers/*'],
  'triggers/*': ofTrigger,
  client: [],
  scripts: ['triggers', 'triggers/*'],
  infra: ['triggers', 'triggers/*'],
  local: ['triggers', 'triggers/*', 'infra'],
  cli: ['triggers', 'triggers/*', 'local'],
}

const importPattern = /(?:from|import)\s*\(?\s*['"]((?:\.{1,2}|@cognito-trigger-suite)\/[^'"]+)['"]/g

const scope = '@cognito-trigger-suite/'
const roomOfPackage = new Map([
  ['cdk', 'infra'],
  ...['triggers', 'local', 'client', 'cli'].map((name): [string, string] => [name, name]),
])

export function readImportGraph(root: string): ImportGraph {
  const files = new Set(rooms.flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: root })))
  return new Map(
    [...files].map((file) => {
      const source = readFileSync(join(root, file), 'utf8')
      const targets = [...source.matchAll(importPattern)].map(([, path = '']) =>
        path.startsWith(scope) ? fileOf(path.slice(scope.length)) : join(dirname(file), path),
      )
      return [file, new Set(targets.filter((target) => files.has(target)))] as const
    }),
  )
}

/** The source of `triggers/internal/core/run`. An entry that is not internal is named as its file is. */
function fileOf(entry: string): string {
  const [, name = '', path = ''] = /^([^/]+)\/(?:internal\/)?(.+)$/.exec(entry) ?? []
  return `${roomOfPackage.get(name) ?? name}/${path}.ts`
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
    const allowed = allowedArrows[from] ?? allowedArrows[from.replace(/\/.*/, '/*')] ?? []
    return !allowed.includes(to) && !allowed.includes(to.replace(/\/.*/, '/*'))
  })
}

/** A folder of triggers/, or one of the top level. */
function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/')
  return top === 'triggers' && !second.endsWith('.ts') ? `${top}/${second}` : top
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
  const graph = readImportGraph(root)
  const arrows = [...findArrows(graph)].map(([arrow, count]) => `${arrow} (${count})`)
  console.log(arrows.sort().join('\n'))
  const wrong = [
    ...findForbidden(graph).map((arrow) => `not allowed: ${arrow}`),
    ...findCircles(graph).map((circle) => `circle: ${circle.join(', ')}`),
  ]
  for (const line of wrong) console.error(line)
  console.log(`${graph.size} files of ${relative(process.cwd(), root) || '.'}, ${wrong.length} problems`)
  process.exitCode = wrong.length === 0 ? 0 : 1
}
