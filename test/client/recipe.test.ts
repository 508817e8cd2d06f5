import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** The TypeScript of a page: file name, from the first line of each block, and content. */
function extractFiles(page: string): Map<string, string> {
  const blocks = page.matchAll(/^```ts\n\/\/ ([\w-]+\.ts)\n(.*?)^```$/gms)
  return new Map(Array.from(blocks, ([, name = '', content = '']) => [name, content]))
}

/** What the compiler has to say about the files, without Node's types and with those of a browser. */
async function compile(files: ReadonlyMap<string, string>): Promise<string> {
  await mkdir(join(root, '.local'), { recursive: true })
  const directory = await mkdtemp(join(root, '.local/recipe-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const tsconfig = {
    extends: '../../tsconfig.json',
    compilerOptions: { types: [], lib: ['es2023', 'dom', 'dom.iterable'] },
    include: ['*.ts', '../../client'],
    exclude: [],
  }
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(tsconfig))
  for (const [name, content] of files) await writeFile(join(directory, name), content)
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
    ['broken.ts', "import { auth } from '../../client/auth-client.ts'\nauth.signUp()\n"],
  ])

  const complaints = await compile(files)

  expect(complaints).toContain('broken.ts')
})
