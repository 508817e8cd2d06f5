import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  findCircles,
  findForbidden,
  readEntries,
  readImportGraph,
  readSources,
} from '../../scripts/import-graph.ts'

const root = join(import.meta.dirname, '../..')
const entries = readEntries(root)
const { graph, problems } = readImportGraph(readSources(root), entries)
const graphOf = (imports: Readonly<Record<string, readonly string[]>>) =>
  new Map(Object.entries(imports).map(([file, targets]) => [file, new Set(targets)]))

describe('imports, of types too,', () => {
  test('go in no circle', () => {
    expect(graph.size).toBeGreaterThan(500)
    expect(findCircles(graph)).toEqual([])
  })

  test('can all be read', () => {
    expect(problems).toEqual([])
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
  ['triggers/registry.ts', 'triggers/core/json.ts'],
  ['triggers/core/run.ts', 'triggers/definition.ts'],
  ['triggers/core/run.ts', 'triggers/new.ts'],
  ['triggers/build/build.ts', 'triggers/new.ts'],
  ['client/denials.ts', 'triggers/core/denials.ts'],
  ['local/stack.ts', 'cli/program.ts'],
])('%s must not import %s', (from, to) => {
  expect(findForbidden(graphOf({ [from]: [to], [to]: [] }))).toHaveLength(1)
})

/** What is wrong with this source of core, beside an adapter and a file of another room. */
function wrongWith(source: string, more: Readonly<Record<string, string>> = {}): readonly string[] {
  const sources = {
    'triggers/core/a.ts': source,
    'triggers/adapters/a.ts': '',
    'triggers/core/b.ts': '',
    'cli/program.ts': '',
    ...more,
  }
  const read = readImportGraph(new Map(Object.entries(sources)), entries)
  return [...read.problems, ...findForbidden(read.graph)]
}

describe('an import that core may not have is found', () => {
  test.each([
    "import { a } from '../adapters/a.ts'",
    "import a, { type b } from '../adapters/a.ts'",
    "import { from } from '../adapters/a.ts'",
    "import { a }\n  /* from 'x' */ from // y\n  '../adapters/a.ts'",
    "import '../adapters/a.ts'",
    "import type { A } from '../adapters/a.ts'",
    "import a = require('../adapters/a.ts')",
    "export import a = require('../adapters/a.ts')",
    "export * from '../adapters/a.ts'",
    "export * as a from '../adapters/a.ts'",
    "export type { A } from '../adapters/a.ts'",
    "export { a as b } from '../adapters/a.ts'",
    "type A = import('../adapters/a.ts').A",
    "const a = await import(/* b */ '../adapters/a.ts' // c\n)",
    "const a = `${await import('../adapters/a.ts')}`",
    "const a = `b ${`c ${import('../adapters/a.ts')} d`} e`",
    "const a = /'/.test(b) ? import('../adapters/a.ts') : /'/",
    "if (b) /'/.test(c); import('../adapters/a.ts'); /'/",
    "const a = b / import('../adapters/a.ts') / c",
    "const a = 1 / import('../adapters/a.ts') / 2",
    "import { a } from '../adapters/a.js'",
    "import { a } from '@cognito-trigger-suite/triggers/internal/adapters/a'",
    "import { a } from '@cognito-trigger-suite/triggers/adapters/own-service'",
    '/// <reference path="../adapters/a.ts" />',
    "import { a } from '../../cli/program.ts'",
    "import { a } from '@cognito-trigger-suite/cdk'",
    "import type { A } from '../../test/a.ts'",
    "import type { A } from '../../bench/main.ts'",
    "import a from '../../tsconfig.json' with { type: 'json' }",
    "import a from '../../../elsewhere/a.ts'",
    "import a from '/tmp/a.ts'",
    "import a from 'file:///tmp/a.ts'",
    "import a from '#a'",
    "import a from './b.json' with { type: 'json' }",
    "import a from './b.mts'",
    "import a from './b.ts?x'",
    "import a from './'",
    "import a from '../bridge.ts'",
    "import a from '@cognito-trigger-suite/triggers/bridge'",
    'const a = import(`../adapters/a.ts`)',
    "const a = import('../adapters/' + name)",
    "const a = import('../\\x61dapters/a.ts')",
    'const a = import(name)',
    'const a = require(name)',
    "const a = createRequire(import.meta.url)('../adapters/a.ts')",
    'const a = createRequire(import.meta.url)',
    "const a = b++ / import('../adapters/a.ts') / c",
    "const a = {} / import('../adapters/a.ts') / c",
    "const a = b! / import('../adapters/a.ts') / c",
    "const a = 'b\nimport('../adapters/a.ts')",
    'const a = `b',
  ])('%j', (source) => {
    expect(wrongWith(source)).not.toEqual([])
  })

  test('through a new file at the top of triggers/', () => {
    const bridge = { 'triggers/bridge.ts': "export * from './adapters/a.ts'" }

    expect(wrongWith("import { a } from '../bridge.ts'", bridge)).toEqual([
      'triggers/bridge.ts stands at the top of triggers/: put it into a folder',
      'triggers/core → triggers/bridge.ts',
      'triggers/bridge.ts → triggers/adapters',
    ])
  })

  test('through a file there that is known', () => {
    const registry = { 'triggers/registry.ts': "export * from './adapters/a.ts'" }

    expect(wrongWith("import { a } from '../registry.ts'", registry)).toEqual([
      'triggers/registry.ts → triggers/adapters',
    ])
  })
})

test.each([
  "import { a } from './b.ts'",
  "import { a } from './b.js'",
  "import { a } from 'node:fs'",
  "// import { a } from '../adapters/a.ts'",
  "/* import { a } from '../adapters/a.ts' */",
  'const a = "import { a } from \'../adapters/a.ts\'"',
  "const a = `import { a } from '../adapters/a.ts'`",
  "const a = { import: 1, from: '../adapters/a.ts' }",
  "const a = createRequire(join(b, 'c')).resolve('../adapters/a.ts')",
  'const a = import.meta.dirname',
  'import a = b.c',
  "const a = (1 / 2) * b[0] / 3 + `${1}` // '",
  'return !/[\'"`]/.test(a)',
])('%j is none', (source) => {
  expect(wrongWith(source)).toEqual([])
})
