import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** The TypeScript of a page: file name, from the first line of each block, and content. */
function extractFiles(page: string): Map<string, string> {
  const blocks = page.matchAll(/^```ts\n\/\/ ([\w-]+\.ts)\n(.*?)^```$/gms)
  return new Map(Array.from(blocks, ([, name = '', content = '']) => [name, content]))
}

/** Writes them where their imports lead to the client; gives the directory. */
async function writeFiles(files: ReadonlyMap<string, string>): Promise<string> {
  await mkdir(join(root, '.local'), { recursive: true })
  const directory = await mkdtemp(join(root, '.local/recipe-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  for (const [name, content] of files) await writeFile(join(directory, name), content)
  return directory
}

/** What the compiler has to say about the files in the project of an app: with a browser's types, no Node, a bundler, and
 * an older language than ours. */
async function compile(files: ReadonlyMap<string, string>): Promise<string> {
  const directory = await writeFiles(files)
  const tsconfig = {
    extends: '../../tsconfig.json',
    compilerOptions: {
      types: [],
      target: 'es2017',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2020', 'dom', 'dom.iterable'],
    },
    include: ['*.ts', '../../client'],
    exclude: [],
  }
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(tsconfig))
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', directory],
      (_, output) => resolve(output),
    )
  })
}

test('each block of the recipe is a file that compiles in a browser project, and so does the client', async () => {
  const page = await readFile(join(root, 'docs/recipes/client.md'), 'utf8')
  const files = extractFiles(page)

  const complaints = await compile(files)

  expect(complaints).toBe('')
  // A fence opens each block, and one closes it.
  expect(page.split('\n```')).toHaveLength(1 + 2 * files.size)
})

test('a block that does not compile is found', async () => {
  const files = new Map([
    ['broken.ts', "import { createAuthClient } from '@cognito-trigger-suite/client'\ncreateAuthClient()\n"],
    ['newer.ts', "export const pattern = /./s\nexport const text = 'x'.replaceAll('x', 'y')\n"],
  ])

  const complaints = await compile(files)

  expect(complaints).toContain('broken.ts')
  expect(complaints).toMatch(/newer\.ts\(1,.*regular expression flag/)
  expect(complaints).toMatch(/newer\.ts\(2,.*replaceAll/)
})

/** The callback of the page in a browser at this address; `stored` is what its tab has. */
async function openCallback(stored: Map<string, string>): Promise<{
  readonly open: (search: string) => string | undefined
  readonly shown: () => string
}> {
  const page = await readFile(join(root, 'docs/recipes/client.md'), 'utf8')
  const directory = await writeFiles(extractFiles(page))
  const status = { textContent: '' }
  vi.stubGlobal('document', { querySelector: () => status })
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  const log = vi.spyOn(console, 'error').mockReturnValue()
  onTestFinished(() => log.mockRestore())
  const callback: { readCallback(signInAgain: () => void): string | undefined } = await import(
    pathToFileURL(join(directory, 'callback.ts')).href
  )
  return {
    open(search) {
      vi.stubGlobal('location', { href: `https://app.example.com/callback${search}` })
      return callback.readCallback(() => undefined)
    },
    shown: () => status.textContent,
  }
}

test('the callback of the recipe takes the code of one redirect with the stored state, and of no second one', async () => {
  const { open } = await openCallback(new Map([['state', 's-1']]))

  const codes = [open('?state=s-1&code=c-1'), open('?state=s-1&code=c-2')]

  expect(codes).toEqual(['c-1', undefined])
})

test.each([
  ['access_denied', 'Configure+your+user+pool', 'You did not finish signing in. Please try again.'],
  ['invalid_request', 'User+is+not+enabled', 'This account is locked. Please write to us.'],
  ['invalid_request', 'attributes+required:+[email]', 'You could not be signed in. Please try again.'],
])('the callback of the recipe shows a text of its own for %s, %s', async (error, description, text) => {
  const { open, shown } = await openCallback(new Map([['state', 's-1']]))

  open(`?state=s-1&error=${error}&error_description=${description}`)

  expect(shown()).toBe(text)
})

test.each(['state=&', '', 'state=null&', 'state=undefined&'])(
  'the callback of the recipe takes nothing of a link with %j while no state is stored',
  async (state) => {
    const { open, shown } = await openCallback(new Map())

    expect(open(`?${state}code=c-1`)).toBeUndefined()
    expect(open(`?${state}error=access_denied&error_description=Call+555`)).toBeUndefined()
    expect(shown()).toBe('You could not be signed in. Please try again.')
  },
)
