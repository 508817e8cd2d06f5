import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { acceptSuite, loadSuite } from '../../triggers/build/accept-suite.ts'
import { buildTriggers } from '../../triggers/build/build.ts'
import { withinLoadLimit } from '../../triggers/build/load-limit.ts'
import { findSuiteFile, importSuite } from '../../triggers/build/suite-file.ts'

const root = join(import.meta.dirname, '../..')

test.each([
  [{}, 'starter/triggers/suite.ts'],
  [{ SUITE_FILE: 'test/suites/shipped.ts' }, 'test/suites/shipped.ts'],
  [{ SUITE_FILE: join(root, 'test/suites/shipped.ts') }, 'test/suites/shipped.ts'],
])('of %j the suite is %s', (environment, file) => {
  expect(findSuiteFile(environment)).toBe(join(root, file))
})

test.each(['', 'triggers', 'triggers/suit.ts', 'triggers/suite.ts/more'])(
  'a SUITE_FILE %j is refused, and not taken for triggers/suite.ts',
  (name) => {
    expect(() => findSuiteFile({ SUITE_FILE: name })).toThrow(
      `SUITE_FILE is ${JSON.stringify(name)}, which is no file: name one such as triggers/suite.ts, or unset it.`,
    )
  },
)

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-file-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, name), content)
  return join(directory, name)
}

test('above of projects one of them is named', async () => {
  const workspace = join(await write('package.json', '{}'), '..')
  for (const folder of ['packages/web', 'packages/auth', 'node_modules/other'])
    await mkdir(join(workspace, folder, 'triggers'), { recursive: true })
  for (const folder of ['packages/auth', 'node_modules/other'])
    await writeFile(join(workspace, folder, 'triggers/suite.ts'), '')
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue(workspace)
  onTestFinished(() => cwd.mockRestore())

  expect(() => findSuiteFile({})).toThrow(
    'run this in the folder of your suite, such as packages/auth, or name the suite in SUITE_FILE.',
  )
})

test.each([
  ['suite.json', '{}'],
  ['suite', 'export {}'],
  ['suite.tsx', 'export {}'],
  ['suite.ts', 'export const a = 1\0'],
  ['suite.ts', Uint8Array.of(0x7f, 0x45, 0xff, 0xfe)],
])('a SUITE_FILE %s that holds %j is no TypeScript, and is refused as such', async (name, content) => {
  const file = await write(name, content)
  expect(() => findSuiteFile({ SUITE_FILE: file })).toThrow(
    /suite.*", which is no TypeScript: name one such as/,
  )
})

const whole = ['preSignUp', 'preTokenGeneration', 'postConfirmation', 'provisioningWorker']
const suite = (body: string) => whole.map((name) => `export const ${name} = () => { ${body} }`).join('\n')

test.each([
  ['a loop', `${suite('')}\nwhile (true) {}`],
  ['a loop of promises', `${suite('')}\nwhile (true) await null`],
  ['an await of what nothing settles', `${suite('')}\nawait new Promise(() => {})`],
  ['a loop in one of its functions', suite('while (true) {}')],
])('a suite that never ends, by %s, is refused by its name', async (_, text) => {
  const file = await write('suite.ts', text)
  await expect(loadSuite(file, 300)).rejects.toThrow(
    /suite\.ts.* is refused: a loop or an await in it never ends$/,
  )
})

/** The suite as it comes, with `from` changed. */
async function writeChanged(from: string, to: string): Promise<string> {
  const shipped = await readFile(join(root, 'test/suites/shipped.ts'), 'utf8')
  const changed = shipped.replace(from, to)
  expect(changed).not.toBe(shipped)
  return write('suite.ts', changed.replaceAll("'../../triggers/", `'${root}/triggers/`))
}

const begin = 'export const preSignUp = () =>'

test('a suite as it comes is loaded, here and in a process of its own', async () => {
  const file = await writeChanged(begin, `console.log('loading')\n${begin}`)
  expect((await loadSuite(file)).preSignUp().rules).toHaveLength(1)
  await acceptSuite(file)
})

test.each([
  ['a Promise', 'export const preSignUp = async () =>'],
  ['undefined', 'export const preSignUp = () => undefined\nexport const other = () =>'],
  ['a number', 'export const preSignUp = () => 7\nexport const other = () =>'],
  ['a list', 'export const preSignUp = () => []\nexport const other = () =>'],
  ['another object', 'export const preSignUp = () => ({ rules: [] })\nexport const other = () =>'],
  [
    'that of postConfirmation',
    'export const preSignUp = () => postConfirmation()\nexport const other = () =>',
  ],
  ['a function', 'export const preSignUp = () => () => postConfirmation()\nexport const other = () =>'],
  [
    'that of provisioningWorker',
    'export const preSignUp = () => provisioningWorker()\nexport const other = () =>',
  ],
])('a function of a suite that gives %s is refused by its name', async (given, text) => {
  await expect(loadSuite(await writeChanged(begin, text))).rejects.toThrow(
    `suite.ts is refused: preSignUp must return what definePreSignUp gives, not ${given}`,
  )
})

test.each([
  ['preSignUp', 'definePreSignUp({ rules: [] })', 'enforced: false', 'enforced is no option. It takes rules'],
  [
    'preSignUp',
    'definePreSignUp({ rules: [] })',
    'observeMS: 1',
    'observeMS is no option: did you mean observeMs?',
  ],
  [
    'preSignUp',
    'definePreSignUp({ rules: [] })',
    "rules: [{ ...emailDomains({ deny: ['blocked.example'] }), observed: true }]",
    'rules[0].observed is no option. It takes name, sources, mode',
  ],
  [
    'preTokenGeneration',
    'definePreTokenGeneration({ claims: [] })',
    'enforced: false',
    'enforced is no option',
  ],
])('what %s returns as a copy of %s with %s is refused', async (name, made, part, message) => {
  const text = `export const ${name} = () => ({ ...${made}, ${part} })\nexport const other = () =>`

  await expect(loadSuite(await writeChanged(`export const ${name} = () =>`, text))).rejects.toThrow(
    `is refused: what ${name} returns: ${message}`,
  )
})

test.each([
  ['preAuthentification', 'preAuthentication'],
  ['preAuthenticate', 'preAuthentication'],
  ['PreAuthentication', 'preAuthentication'],
  ['customMesage', 'customMessage'],
])('a suite with a function %s is not one without %s', async (name, part) => {
  const file = await writeChanged(begin, `export const ${name} = () => 7\n${begin}`)

  await expect(loadSuite(file)).rejects.toThrow(
    `exports ${name}, which is no part of a suite: did you mean ${part}?`,
  )
})

test('a misspelled part that no suite lacks is told by the right name, by the load and by the build', async () => {
  const suiteFile = await writeChanged(begin, 'export const presingUp = () =>')
  const told = /suite\.ts exports presingUp, which is no part of a suite: did you mean preSignUp\?$/

  await expect(loadSuite(suiteFile)).rejects.toThrow(told)
  await expect(buildTriggers(`${suiteFile}-built`, { suiteFile })).rejects.toThrow(told)
})

test.each([
  ['undefined', 'undefined'],
  ['null', 'null'],
  ['7', 'a number'],
  ['[]', 'a list'],
  ['{}', 'an object'],
  ['Promise.resolve(() => 7)', 'a Promise'],
])('a part of a suite that is %s is refused, and not taken for one that is left out', async (value, told) => {
  const optional = await writeChanged(begin, `export const preAuthentication = ${value}\n${begin}`)
  const required = await writeChanged(begin, `export const preSignUp = ${value}\nexport const other = () =>`)

  await expect(loadSuite(optional)).rejects.toThrow(
    `exports preAuthentication as ${told}: make it a function that returns what definePreAuthentication gives, or leave it out.`,
  )
  await expect(loadSuite(required)).rejects.toThrow(
    `exports preSignUp as ${told}: make it a function that returns what definePreSignUp gives.`,
  )
})

const configurations = [
  ['preSignUp', "definePreSignUp({ rules: [], unknownSource: 'deny' })"],
  ['preAuthentication', "definePreAuthentication({ rules: [], unknownSource: 'deny' })"],
  ['preTokenGeneration', "definePreTokenGeneration({ claims: [], unknownSource: 'deny' })"],
  ['postConfirmation', 'definePostConfirmation({ ledger: suiteTableWriter, effects: [] })'],
] as const

const swaps = configurations.flatMap(([part]) =>
  configurations.flatMap(([owner, made]) => (part === owner ? [] : [{ part, owner, made }])),
)

test.each(swaps)(
  'what $owner would return is refused as $part, as a copy too',
  async ({ part, owner, made }) => {
    const import_ = `import { definePreAuthentication } from '../../triggers/pre-authentication/rule.ts'\n`
    const load = async (value: string) => {
      const others = `export const ${part} = () => (${value})\nexport const other = () =>`
      const own = `export const ${part} = () =>`
      return loadSuite(
        part === 'preAuthentication'
          ? await writeChanged(begin, `${import_}export const ${part} = () => (${value})\n${begin}`)
          : await writeChanged(own, `${import_}${others}`),
      )
    }
    const told = `${part} must return what define${part.charAt(0).toUpperCase()}${part.slice(1)} gives, not that of ${owner}`

    await expect(load(made)).rejects.toThrow(told)
    await expect(load(`{ ...${made} }`)).rejects.toThrow(told)
  },
)

const ends = [
  'process.exit(0)',
  'process.exit(3)',
  'try { process.exit(0) } catch {}',
  "process.kill(process.pid, 'SIGKILL')",
  'process.abort()',
]
const ended = /suite\.ts.* is refused: it ended the process while it was loaded$/

test.each(ends)('a suite with %s is refused, as it is loaded and in its functions', async (end) => {
  const atOnce = loadSuite(await writeChanged(begin, `${end}\n${begin}`))
  await expect(atOnce).rejects.toThrow(ended)
  const inFunction = loadSuite(
    await writeChanged(
      `${begin}\n`,
      `export const preSignUp = () => { ${end} }\nexport const other = () =>\n`,
    ),
  )
  await expect(inFunction).rejects.toThrow(ended)
})

test.each([
  "import { exit } from 'node:process'\nexit(0)",
  "import { spawnSync } from 'node:child_process'\nspawnSync('kill', ['-9', String(process.pid)])",
])('a process that %j ends is not taken for one that accepts the suite', async (end) => {
  await expect(acceptSuite(await writeChanged(begin, `${end}\n${begin}`))).rejects.toThrow(ended)
})

test.each([
  ['throw null', 'it throws null'],
  ["throw 'a text'", "it throws 'a text'"],
  ['throw Object.create(null)', 'it throws [Object: null prototype] {}'],
  ["void Promise.reject(new Error('later'))", 'later'],
])('what a suite fails with, by %s, is told with its name', async (fault, told) => {
  const refused = acceptSuite(await writeChanged(begin, `${fault}\n${begin}`))
  await expect(refused).rejects.toThrow(/suite\.ts.* is refused: /)
  await expect(refused).rejects.toThrow(told)
})

test.each([
  [
    'export const other = 1',
    "suite.ts:1 is refused: The requested module './rule.ts' does not provide an export named 'rule'",
  ],
  ["export const rule = 1\nthrow 'boom'", "rule.ts is refused: it throws 'boom'"],
  ["export const rule = 1\n\nthrow new Error('boom')", 'rule.ts:3 is refused: boom'],
  [
    'export const rule = 1\nprocess.exit(0)',
    'rule.ts:2 is refused: it ended the process while it was loaded',
  ],
  [
    'export const rule = 1\nconst a = 2\nwhile (a > 1) {}',
    'rule.ts:3 is refused: a loop or an await in it never ends',
  ],
  [
    'export const rule = 1\nawait new Promise(() => {})',
    'rule.ts is refused: a loop or an await in it never ends',
  ],
])(
  'a file of the suite with %j is refused by its own name, and its line where it is known',
  async (text, told) => {
    const file = await write('suite.ts', `import { rule } from './rule.ts'\n${suite('return rule')}`)
    await writeFile(join(file, '../rule.ts'), text)
    // Node's own loader: vitest has another.
    const script = `
    const { loadSuite } = await import(${JSON.stringify(join(root, 'triggers/build/accept-suite.ts'))})
    await loadSuite(${JSON.stringify(file)}, 300).catch(({ message }) => console.log(message))
    process.exit()`

    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(file, '..'),
    })

    expect(stdout).toBe(`${told}\n`)
  },
)

test('nothing of the watch keeps a process whose suite waits for what never comes', async () => {
  const script = `const { withinLoadLimit } = await import(process.argv[1])
    withinLoadLimit(() => new Promise(() => {})).catch(() => {})
    process.stderr.write(JSON.stringify(process.getActiveResourcesInfo()))`
  const watch = join(import.meta.dirname, '../../triggers/build/load-limit.ts')

  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, watch])

  expect(JSON.parse(stderr)).not.toContain('MessagePort')
})

test('a suite that takes long to load is told to be at it', async () => {
  const file = await write('suite.ts', `${suite('')}\nawait new Promise(() => {})`)
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => {
    vi.useRealTimers()
    written.mockRestore()
  })

  const loaded = acceptSuite(file)
  vi.advanceTimersByTime(10_000)

  await expect(loaded).rejects.toThrow('never ends')
  expect(written.mock.calls.map(([text]) => text)).toEqual([
    expect.stringMatching(
      /suite\.ts is still being loaded: an endless loop is ended after 15 s of processor time\.\n$/,
    ),
  ])
})

test('what ends in time is given, and what it throws too', async () => {
  expect(await withinLoadLimit(() => 7)).toBe(7)
  await expect(withinLoadLimit(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
})

test('a suite that exports nothing gets one sentence from the build, and not one for each handler', async () => {
  const suiteFile = await write('suite.ts', 'export {}')
  const built = buildTriggers(`${suiteFile}-built`, { suiteFile })
  await expect(built).rejects.toThrow(
    /^.+suite\.ts exports no preSignUp: export a function that returns what definePreSignUp gives\.$/,
  )
})

test('a suite that lacks a function is refused by its name', async () => {
  await expect(importSuite(join(root, 'test/cli/suites/before.ts'))).rejects.toThrow(
    /before\.ts exports no postConfirmation: export a function that returns what definePostConfirmation gives\.$/,
  )
})
