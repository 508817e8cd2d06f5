import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findCircles, findForbidden, readImportGraph } from '../../scripts/import-graph.ts'

const graph = readImportGraph(join(import.meta.dirname, '../..'))
const graphOf = (imports: Readonly<Record<string, readonly string[]>>) =>
  new Map(Object.entries(imports).map(([file, targets]) => [file, new Set(targets)]))

describe('imports, of types too,', () => {
  test('go in no circle', () => {
    expect(graph.size).toBeGreaterThan(500)
    expect(findCircles(graph)).toEqual([])
  })

  test('go between rooms only as the design allows', () => {
    expect(findForbidden(graph)).toEqual([])
  })
})

test('a circle over three files is found once, and a file that only reaches it is no part of it', () => {
  const circle = graphOf({
    'local/a.ts': ['local/b.ts'],
    'local/b.ts': ['local/c.ts'],
    'local/c.ts': ['local/a.ts'],
    'local/d.ts': ['local/a.ts'],
  })

  expect(findCircles(circle)).toEqual([['local/a.ts', 'local/b.ts', 'local/c.ts']])
})

test.each([
  ['triggers/core/run.ts', 'triggers/ports/mailer.ts'],
  ['triggers/domain/email-domain.ts', 'triggers/ports/mailer.ts'],
  ['triggers/pre-sign-up/decide.ts', 'triggers/post-confirmation/act.ts'],
  ['triggers/pre-sign-up/decide.ts', 'triggers/adapters/connection.ts'],
  ['triggers/registry.ts', 'infra/suite-stack.ts'],
  ['client/denials.ts', 'triggers/core/denials.ts'],
  ['local/stack.ts', 'cli/program.ts'],
])('%s must not import %s', (from, to) => {
  expect(findForbidden(graphOf({ [from]: [to], [to]: [] }))).toHaveLength(1)
})
