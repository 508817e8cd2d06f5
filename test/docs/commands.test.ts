/** Every npm command that the documents name exists; the ones a newcomer runs first are run by the end-to-end tests. */
import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isObject } from '../../triggers/core/json.ts'

const root = join(import.meta.dirname, '../..')

async function readDocuments(): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const files: string[] = []
  for await (const file of glob(['*.md', 'docs/**/*.md'], { cwd: root })) files.push(file)
  return Promise.all(
    files.sort().map(async (file) => ({ file, text: await readFile(join(root, file), 'utf8') })),
  )
}

const documents = await readDocuments()
const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
const scripts = isObject(manifest) && isObject(manifest['scripts']) ? Object.keys(manifest['scripts']) : []

describe.each(documents)('$file', ({ file, text }) => {
  test('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short ?? '',
    )

    expect(named.filter((name) => !scripts.includes(name))).toEqual([])
  })

  test('names only node scripts that exist', () => {
    const named = [...text.matchAll(/\bnode ([\w./-]+\.ts)\b/g)].map(([, path]) => path ?? '')

    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, path]) => path ?? '',
    )

    expect(links.filter((path) => !existsSync(join(root, dirname(file), path)))).toEqual([])
  })

  test('speaks of no path of a machine', () => {
    expect(text).not.toMatch(/\/(home|root|Users|work)\//)
  })
})
