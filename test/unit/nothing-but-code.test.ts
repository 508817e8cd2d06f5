/** Unit tests need no build, no server and no other process: their files never import a module that starts one. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf } from '../support/imports-of.ts'

const root = join(import.meta.dirname, '../..')
const forbidden =
  /^(?:node:(?:http|https|http2|net|tls|dgram|child_process|cluster|worker_threads)|esbuild|dynalite|(?:local|cli|infra|dist)\/.*|scripts\/build\.ts)$/

/** The ways from a file to what is forbidden. */
function findWays(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return []
  seen.add(file)
  return importsOf(file).flatMap((path) => {
    if (forbidden.test(path)) return [`${file} imports ${path}`]
    return path.endsWith('.ts') && existsSync(join(root, path)) ? findWays(path, seen) : []
  })
}

const files = globSync('test/unit/**/*.ts', { cwd: root })

test('no unit test leads to a server, a process or a build', () => {
  expect(files.length).toBeGreaterThan(40)
  expect(files.flatMap((file) => findWays(file))).toEqual([])
})

test('no unit test reads a bundle', () => {
  expect(
    files.filter((file) => /['"`/]dist\/|\binject\('dist'\)/.test(readFileSync(join(root, file), 'utf8'))),
  ).toEqual([])
})
