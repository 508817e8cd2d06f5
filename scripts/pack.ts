/** Writes the packages as they would be published: `npm run pack -- DIR`. The repository's own manifests point at the
 * sources. What is packed is emitted into `out/<package>` with a manifest that points at JavaScript. */
import { execFile } from 'node:child_process'
import { cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')

/** By folder of the repository: the name below the scope, and the files that are no code. */
const packages = {
  triggers: { name: 'triggers', assets: [] },
  infra: { name: 'cdk', assets: ['check-app.mjs'] },
  client: { name: 'client', assets: [] },
  callers: { name: 'callers', assets: ['golden/**/*.json'] },
  local: { name: 'local', assets: ['console/page/*.{html,css,svg}', 'lambda/sandbox/*.cjs'] },
  cli: { name: 'cli', assets: [] },
  create: { name: 'create', assets: [] },
} as const

/** What `npm pack` tells about a tarball. */
export interface Tarball {
  readonly name: string
  /** Absolute. */
  readonly file: string
  /** Bytes. */
  readonly size: number
  /** From the package's folder. */
  readonly files: readonly string[]
}

/** Emits all packages and packs them into `directory`. */
export async function pack(directory: string): Promise<readonly Tarball[]> {
  const out = join(root, 'out')
  await rm(out, { recursive: true, force: true })
  await run('tsc', ['-b', 'tsconfig.packages.json'], { cwd: root })
  await run('tsc', ['-p', 'local/console/page', ...emitsPage], { cwd: root })
  await mkdir(directory, { recursive: true })
  return Promise.all(
    Object.entries(packages).map(async ([folder, { name, assets }]) => {
      const into = join(out, name)
      for (const file of ['LICENSE', join(folder, 'README.md')])
        await cp(join(root, file), join(into, file.split('/').at(-1) ?? file))
      for await (const asset of glob([...assets], { cwd: join(root, folder) })) {
        await mkdir(dirname(join(into, asset)), { recursive: true })
        await cp(join(root, folder, asset), join(into, asset))
      }
      if (name === 'create' || name === 'cli') await layStarter(join(into, 'template'))
      await writeManifest(folder, into)
      for await (const file of glob('**/*.{d.ts,html}', { cwd: into, exclude: ['template/**'] }))
        await rewrite(join(into, file))
      return packInto(directory, into)
    }),
  )
}

/** The tracked files, since a use of the starter leaves others beside them. */
async function layStarter(into: string): Promise<void> {
  const { stdout } = await run(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', 'starter'],
    { cwd: root },
  )
  for (const file of stdout.split('\0').filter((name) => name !== '')) {
    const target = join(into, file.slice('starter/'.length))
    await mkdir(dirname(target), { recursive: true })
    await cp(join(root, file), target)
  }
}

const emitsPage = [
  '--noEmit',
  'false',
  '--rootDir',
  'local',
  '--outDir',
  'out/local',
  '--rewriteRelativeImportExtensions',
  'true',
]

/** The compiler leaves `.ts` in the imports of declarations. @see https://github.com/microsoft/TypeScript/issues/61037 */
async function rewrite(file: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  const rewritten = file.endsWith('.html')
    ? text.replaceAll(/(src="[^"]+)\.ts"/g, '$1.js"')
    : text.replaceAll(/((?:from|import\()\s*'\.{1,2}\/[^']+)\.ts'/g, "$1.js'")
  if (rewritten !== text) await writeFile(file, rewritten)
}

interface Manifest {
  readonly exports: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

async function writeManifest(folder: string, into: string): Promise<void> {
  const own: Manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'))
  const { version, repository }: Manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const published = {
    ...own,
    version,
    ...(repository !== undefined && { repository: { ...Object(repository), directory: folder } }),
    exports: Object.fromEntries(Object.entries(own.exports).map(([entry, file]) => [entry, emitted(file)])),
    ...(own.bin && {
      bin: Object.fromEntries(
        Object.entries(own.bin).map(([name, file]) => [name, file.replace(/\.ts$/, '.js')]),
      ),
    }),
    files: ['**/*'],
    publishConfig: { access: 'public', provenance: true },
  }
  await writeFile(join(into, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
}

function emitted(file: string): unknown {
  const path = file.replace(/\.ts$/, '')
  return path === file ? file : { types: `${path}.d.ts`, default: `${path}.js` }
}

async function packInto(directory: string, folder: string): Promise<Tarball> {
  const { stdout } = await run('npm', ['pack', folder, '--json', '--pack-destination', directory], {
    cwd: root,
  })
  // An array, or an object by name, depending on the version of npm.
  const [told]: readonly {
    name: string
    filename: string
    size: number
    files: readonly { path: string }[]
  }[] = Object.values(JSON.parse(stdout))
  if (told === undefined) throw new Error(`npm packed nothing of ${folder}.`)
  const { name, filename, size, files } = told
  return { name, file: join(directory, filename), size, files: files.map(({ path }) => path).sort() }
}

/** Why the packages of this root manifest cannot be published, in one sentence.
 * @see https://docs.npmjs.com/generating-provenance-statements */
export function refusePublishing({ repository }: { readonly repository?: unknown }): string | undefined {
  const url: unknown = Object(repository).url
  if (typeof url === 'string' && URL.canParse(url)) return undefined
  return 'package.json lacks repository.url, to which the provenance of each package leads: CONTRIBUTING.md says under "How to release" what to set.'
}

/** What is wrong with the command line, in one sentence. */
async function refuse(directory: string, flags: readonly string[]): Promise<string | undefined> {
  if (directory === '') return 'Name the folder for the tarballs: npm run pack -- DIR'
  const unknown = flags.find((flag) => flag !== '--publish')
  if (unknown !== undefined) return `${unknown} is no option: there is --publish alone.`
  if (flags.length === 0) return undefined
  return refusePublishing(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
}

if (import.meta.main) {
  const [directory = '', ...flags] = process.argv.slice(2)
  const refusal = await refuse(directory, flags)
  if (refusal !== undefined) {
    process.stderr.write(`${refusal}\n`)
    process.exit(1)
  }
  for (const { file, size, files } of await pack(resolve(directory))) {
    process.stdout.write(`${file}  ${size.toLocaleString('en-US')} bytes, ${files.length} files\n`)
    if (flags.includes('--publish')) await run('npm', ['publish', file, '--provenance', '--access', 'public'])
  }
}
