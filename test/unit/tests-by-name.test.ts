/** Each rule, claim source, effect and adapter has its tests in a file of its name. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf } from '../support/imports-of.ts'

const root = join(import.meta.dirname, '../..')
const local = (name: string): string => `test/local/adapters/${name}.test.ts`

/** Files of `triggers/adapters` that are part of other adapters, and the tests that hold them through those. */
const parts: Readonly<Record<string, string>> = {
  'attempts.ts': local('attempts'),
  'aws-services.ts': 'test/unit/adapters/aws-endpoint.test.ts',
  'close-entry.ts': local('effect-ledger-dynamodb'),
  'connection.ts': local('sockets'),
  'credentials.ts': local('attempts'),
  'dynamodb-client.ts': local('attempts'),
  'effect-error.ts': local('event-bus-eventbridge'),
  'exchange.ts': local('endless-answers'),
  'invoke-function.ts': local('version-invoker-lambda'),
  'provisioning-item.ts': local('effect-ledger-dynamodb'),
  'refusal.ts': local('mailer-ses'),
  'service-error.ts': local('attempts'),
  'setting.ts': local('attempts'),
  'settle-record.ts': local('effect-ledger-dynamodb'),
  'signed-call.ts': local('attempts'),
  'table-search.ts': local('erasable-users-dynamodb'),
  'user-pool.ts': local('user-list-cognito'),
}

/** Where the tests of each file are looked for: the first that exists is taken. */
const folders: readonly (readonly [of: string, tests: readonly string[]])[] = [
  ['triggers/pre-sign-up/rules', ['test/unit/pre-sign-up']],
  ['triggers/pre-token-generation/claims', ['test/unit/pre-token-generation']],
  ['triggers/post-confirmation/effects', ['test/unit/post-confirmation']],
  ['triggers/adapters', ['test/local/adapters', 'test/unit/adapters']],
]

const members = folders.flatMap(([of, tests]) =>
  globSync(`${of}/**/*.ts`, { cwd: root }).flatMap((member) => {
    const name = basename(member)
    if (of === 'triggers/adapters' && Object.hasOwn(parts, name)) return []
    return [{ member, tests: tests.map((folder) => `${folder}/${name.replace(/\.ts$/, '.test.ts')}`) }]
  }),
)

/** Whether a file comes to another by what it imports, and that imports. */
function leadsTo(file: string, target: string, seen = new Set<string>()): boolean {
  seen.add(file)
  return importsOf(file).some(
    (path) =>
      path === target ||
      (!seen.has(path) &&
        path.endsWith('.ts') &&
        existsSync(join(root, path)) &&
        leadsTo(path, target, seen)),
  )
}

test.each(folders)('%s has members', (of) => {
  expect(members.filter(({ member }) => member.startsWith(`${of}/`)).length).toBeGreaterThan(8)
})

test.each(members)('$member has tests in a file of its name, which imports it', ({ member, tests }) => {
  const file = tests.find((path) => existsSync(join(root, path)))
  const imported = file === undefined ? [] : importsOf(file)

  expect(file, `none of ${tests.join(', ')} is there`).toBeDefined()
  expect(imported, `what ${file ?? ''} imports`).toContain(member)
  expect(readFileSync(join(root, file ?? ''), 'utf8')).toMatch(/\bexpect\(/)
})

test.each(Object.entries(parts))('%s is a part of what %s tests', (part, file) => {
  expect(existsSync(join(root, file)), `${file} is there`).toBe(true)
  expect(leadsTo(file, `triggers/adapters/${part}`)).toBe(true)
})
