/** The documents' code compiles as part of `triggers/suite.ts`, and what the journeys run is what the recipes show. */
import { execFile } from 'node:child_process'
import { glob, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

interface Block {
  /** Below docs/recipes for a recipe, else below docs. */
  readonly file: string
  readonly index: number
  readonly imports: string
  readonly code: string
}

const blocks = await readBlocks()

test('every block of code compiles', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'recipes-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'))
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }')
  for (const folder of ['suite', 'cdk'] as const) {
    await mkdir(join(directory, folder))
    await writeFile(join(directory, folder, 'tsconfig.json'), JSON.stringify(tsconfigs[folder]))
    await writeFile(join(directory, folder, 'around.d.ts'), around)
  }
  for (const block of blocks) {
    const folder = block.imports.includes("'@cognito-trigger-suite/cdk") ? 'cdk' : 'suite'
    const name = `${block.file.replaceAll('/', '-')}-${block.index}.ts`
    await writeFile(join(directory, folder, name), toModule(block))
  }

  const tsc = join(root, 'node_modules/.bin/tsc')
  const compile = async (folder: string): Promise<string> => {
    const compiled = promisify(execFile)(tsc, ['-p', join(directory, folder)])
    return (await compiled.catch((error: unknown) => ({ stdout: String(Object(error).stdout) }))).stdout
  }

  expect(await compile('suite')).toBe('')
  expect(await compile('cdk')).toBe('')
  expect(blocks.length).toBeGreaterThan(30)
})

/** Suite of the journey → recipe, and which of its blocks. */
const shown = [
  ['attributes', 'pre-sign-up/attributes.md', 0],
  ['custom-message', 'custom-message/messages.md', 0],
  ['callers', 'pre-sign-up/callers.md', 0],
  ['confirm-and-verify', 'pre-sign-up/confirm-and-verify.md', 0],
  ['disposable-email', 'pre-sign-up/disposable-email.md', 0],
  ['email-domains', 'pre-sign-up/email-domains.md', 0],
  ['email-domains-table', 'pre-sign-up/email-domains.md', 1],
  ['../../infra/callers-app/guarded-articles', 'callers/guards.md', 2],
  ['human-check', 'pre-sign-up/human-check.md', 0],
  ['invite-only', 'pre-sign-up/sign-up-mode.md', 0],
  ['invite-only', 'post-confirmation/invitations.md', 0],
  ['link-accounts', 'pre-sign-up/link-accounts.md', 0],
  ['one-account-per-address', 'pre-sign-up/one-account-per-address.md', 0],
  ['one-account-per-address', 'post-confirmation/keep-reservation.md', 0],
  ['observe', 'pre-sign-up/observe.md', 0],
  ['observe-tokens', 'pre-token-generation/observe.md', 1],
  ['own-dependency', 'pre-sign-up/own-dependency.md', 0],
  ['pre-authentication', 'pre-authentication/sign-in-rules.md', 0],
  ['tokens', 'pre-token-generation/ensure-provisioned.md', 0],
  ['voice-bot', 'callers/voice.md', 1],
  ['voice-skill', 'callers/voice.md', 0],
] as const

test.each(shown)('the journey of %s runs what %s shows (block %i)', async (suite, file, index) => {
  const block = blocks.find((each) => each.file === file && each.index === index)
  const source = await readFile(join(root, 'test/journeys/suites', `${suite}.ts`), 'utf8')

  const parts = (block?.code ?? 'missing').split('\n\n').map(squeeze)

  for (const part of parts) expect(squeeze(source)).toContain(part)
})

/** Without blanks and trailing commas, which depend on how far a line is indented. */
function squeeze(code: string): string {
  return code
    .trim()
    .replaceAll(/\s+/g, '')
    .replaceAll(/,([)\]}]|$)/g, '$1')
}

async function readBlocks(): Promise<readonly Block[]> {
  const files: string[] = []
  // The client's blocks, and those of the guides, are files that have tests of their own.
  const exclude = ['recipes/client.md', 'guide/**']
  for await (const file of glob('**/*.md', { cwd: join(root, 'docs'), exclude })) files.push(file)
  const found = await Promise.all(
    files.sort().map(async (file) => {
      const text = await readFile(join(root, 'docs', file), 'utf8')
      return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, body = ''], index): Block => {
        const [, imports = '', code = ''] = /^((?:import [^\n]+\n)*)(.*)$/s.exec(body) ?? []
        return { file: file.replace(/^recipes\//, ''), index, imports, code: code.trim() }
      })
    }),
  )
  return found.flat()
}

/** A block is statements, or the elements of a list. */
function toModule({ imports, code }: Block): string {
  const isList = /^\S.*,$/m.test(code)
  return [
    imports,
    isList
      ? `void [\n${code}\n]`
      : code.replaceAll(/^(\w+: )/gm, 'void { $1').replaceAll(/^(void \{ .*)$/gm, '$1 }'),
    'export {}',
  ].join('\n')
}

/** What stands around the blocks in a suite, or in the code that calls them. */
const around = `
declare const claims: readonly import('${root}/triggers/pre-token-generation/claim-source.ts').ClaimSource[]
declare const plans: Readonly<Record<string, readonly string[]>>
declare const userPoolId: string
declare const sub: string
declare const chosenTenant: string
declare const call: import('${root}/triggers/core/step.ts').Call
declare function signInAgain(): void
`

const compilerOptions = {
  lib: ['es2025', 'dom'],
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
}

/** As in infra/, where some of CDK's own classes do not fit its interfaces otherwise. */
const tsconfigs = {
  suite: { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['*.ts'], exclude: [] },
  cdk: { extends: join(root, 'infra/tsconfig.json'), compilerOptions, include: ['*.ts'], exclude: [] },
}
