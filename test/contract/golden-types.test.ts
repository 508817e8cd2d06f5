/** The golden events, and what the functions answer, are compared with types that were written elsewhere. A golden event
 * that is changed anywhere is seen. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readCallerEvents } from '../../callers/golden-events.ts'
import { own } from '../../triggers/core/json.ts'
import type { CallerAnswers } from '../support/caller-types.ts'
import { localEvents } from './local-events.ts'
import { answerAll } from './real-answers.ts'

const fixtures = readCallerEvents()
const root = join(import.meta.dirname, '../..')

interface Line {
  readonly name: string
  readonly code: string
}

/** What the compiler says of each line, by its name. */
async function compile(lines: readonly Line[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'cts-types-'))
  try {
    const types = JSON.stringify(join(root, 'test/support/caller-types.ts'))
    const imports = `import type { CallerAnswers, CallerEvents } from ${types}`
    await writeFile(join(folder, 'lines.ts'), [imports, ...lines.map(({ code }) => code)].join('\n'))
    const tsconfig = { extends: join(root, 'tsconfig.json'), include: ['lines.ts'], exclude: [] }
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ ...tsconfig, compilerOptions: { types: [] } }),
    )
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const output = await new Promise<string>((resolve) => {
      const options = { maxBuffer: 64 * 1_048_576 }
      execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], options, (_, text) =>
        resolve(text),
      )
    })
    const found = output.split('\n').flatMap((text): readonly (readonly [string, string])[] => {
      const [, at, told] = /lines\.ts\((\d+),\d+\): error (.*)$/.exec(text) ?? []
      return told === undefined ? [] : [[lines[Number(at) - 2]?.name ?? text, told]]
    })
    const stray = output.split('\n').filter((text) => text.includes('error') && !text.includes('lines.ts'))
    return new Map([
      ...Map.groupBy(found, ([name]) => name)
        .entries()
        .map(([name, all]) => [name, all.map(([, told]) => told)] as const),
      ['elsewhere', stray],
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const typed = (name: string, value: unknown, type: string, table: string): Line => {
  return { name, code: `void (${JSON.stringify(value)} satisfies ${table}['${type}'])` }
}

/** The value with one thing changed, once for each thing: another type, and another name. */
function* mutate(value: unknown, path = ''): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return
  for (const key of Object.keys(value)) {
    const at = path === '' ? key : `${path}.${key}`
    const given = own(value, key)
    const put = (other: unknown) =>
      Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other }
    yield [`${at} of another type`, put(typeof given === 'number' ? 'x' : 7)]
    if (!Array.isArray(value)) {
      const { [key]: _, ...others } = { ...value } as Readonly<Record<string, unknown>>
      yield [`${at} misspelled`, { ...others, [`${key}_`]: given }]
    }
    for (const [where, other] of mutate(given, at)) yield [where, put(other)]
  }
}

/** Whose names, or whose values, are free. */
const isFree = (where: string): boolean =>
  /(?:headers|Headers|Parameters|userArguments|[aA]ttributes|variables|supportedInterfaces|slots|resolvedSlots)\.[^ ]+ misspelled$/.test(
    where,
  ) || /variables\.[^ ]+ of another type$/.test(where)

const changed = fixtures.flatMap(({ name, event }) =>
  [...mutate(event)]
    .filter(([where]) => !isFree(where))
    .map(([where, other]) => [`${name}: ${where}`, name, other] as const),
)

let sent: Awaited<ReturnType<typeof localEvents>> = []
let answers: Awaited<ReturnType<typeof answerAll>> = []
let told: ReadonlyMap<string, readonly string[]> = new Map()

beforeAll(async () => {
  sent = await localEvents()
  answers = await answerAll()
  told = await compile([
    ...fixtures.map(({ name, event }) => typed(name, event, name, 'CallerEvents')),
    ...sent.map(([name, type, event]) => typed(name, event, type, 'CallerEvents')),
    ...answers.map(([name, type, answer]) => typed(name, answer, type, 'CallerAnswers')),
    ...changed.map(([name, type, other]) => typed(name, other, type, 'CallerEvents')),
  ])
})

test.each(fixtures.map(({ name }) => name))('the golden event %s is what its caller sends', (name) => {
  expect(told.get(name) ?? []).toEqual([])
})

test('the stand-ins of the local stack send what the callers send', () => {
  expect(sent.length).toBeGreaterThan(10)
  expect(sent.map(([name]) => [name, told.get(name) ?? []])).toEqual(sent.map(([name]) => [name, []]))
})

describe('an answer', () => {
  const kinds = Object.keys({
    'http-api/2.0': 0,
    'http-api/1.0': 0,
    'rest-api/1.0': 0,
    'alb/single': 0,
    'alb/multi': 0,
    simple: 0,
    iam: 0,
    appsync: 0,
    'edge, who goes on': 0,
    'edge, who does not': 0,
    's3-batch': 0,
    firehose: 0,
    lex: 0,
    alexa: 0,
  } satisfies Record<keyof CallerAnswers, 0>)

  test.each(kinds)('of the kind %s is what its caller takes', (kind) => {
    const ofKind = answers.filter(([, type]) => type === kind)

    expect(ofKind.length).toBeGreaterThan(0)
    for (const [name] of ofKind) expect([name, told.get(name) ?? []]).toEqual([name, []])
  })
})

test('a golden event with one field changed, whichever, is seen', () => {
  expect(told.get('elsewhere')).toEqual([])
  expect(changed.length).toBeGreaterThan(400)
  expect(changed.filter(([name]) => !told.has(name)).map(([name]) => name)).toEqual([])
})
