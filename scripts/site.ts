/** Builds the documents as a static site into `dist-site`: `npm run site`. `npm run site -- --serve` then serves it on this
 * machine. Its tools are not among the project's: `npm ci --prefix site` brings them. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bundleLiveExplain } from './live-explain.ts'
import { serveSite } from './serve-site.ts'

const root = join(import.meta.dirname, '..')
const out = join(root, 'dist-site')
const program = join(root, 'site/node_modules/vitepress/bin/vitepress.js')

if (existsSync(program)) {
  await buildSite()
  if (process.argv.includes('--serve')) process.stdout.write(`${(await serveSite(out)).url}\n`)
} else {
  process.stderr.write("The site's tools are not installed: run npm ci --prefix site first.\n")
  process.exitCode = 69
}

async function buildSite(): Promise<void> {
  await rm(out, { recursive: true, force: true })
  const { status } = spawnSync(process.execPath, [program, 'build', join(root, 'site')], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The site does not build.')
  await writeFile(join(out, 'live-explain.js'), await bundleLiveExplain())
  // For readers that are programs: each page as it is written, and where to begin.
  for await (const page of glob('**/*.md', { cwd: join(root, 'docs') })) await copy(join('docs', page), page)
  for await (const page of glob('skills/**/*.md', { cwd: root })) await copy(page, page)
  const llms = await readFile(join(root, 'llms.txt'), 'utf8')
  await writeFile(join(out, 'llms.txt'), llms.replaceAll('](docs/', ']('))
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(join(out, to)), { recursive: true })
  await cp(join(root, from), join(out, to))
}
