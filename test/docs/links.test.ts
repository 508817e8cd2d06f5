/** A reader of docs/index.md finds every page, and no link of any page is dead. The site takes its side bar from there. */
import { existsSync, globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSections } from '../../site/sections.ts'
import { slug } from '../../site/slug.ts'

const root = join(import.meta.dirname, '../..')

const files = globSync(['*.md', 'docs/**/*.md', 'skills/**/*.md', 'llms.txt'], { cwd: root }).sort()
const texts = new Map(
  await Promise.all(
    files.map(async (file): Promise<[string, string]> => [file, await readFile(join(root, file), 'utf8')]),
  ),
)

interface Link {
  /** From the folder of the project. */
  readonly target: string
  readonly anchor: string
}

describe.each(files)('%s', (file) => {
  const links = readLinks(file)

  test('links to files that exist', () => {
    expect(links.filter(({ target }) => !existsSync(join(root, target)))).toEqual([])
  })

  test('links to headings that exist', () => {
    const dead = links.filter(({ target, anchor }) => anchor !== '' && !slugsOf(target).includes(anchor))

    expect(dead).toEqual([])
  })
})

/** A link out of the folder would be dead on the site, and so would one to a folder. */
test.each(files.filter((file) => file.startsWith('docs/')))('%s links to pages of docs/ only', (file) => {
  expect(readLinks(file).filter(({ target }) => !/^docs\/.*\.md$/.test(target))).toEqual([])
})

test.each([
  ['docs/index.md', 'docs/', 'docs/decisions/0'],
  ['docs/decisions/index.md', 'docs/decisions/', 'none'],
])('%s links to every page below %s', (index, folder, except) => {
  const linked = new Set(readLinks(index).map(({ target }) => target))

  const pages = files.filter((file) => file.startsWith(folder) && !file.startsWith(except) && file !== index)
  expect(pages.filter((page) => !linked.has(page))).toEqual([])
  expect(pages.length).toBeGreaterThan(10)
})

test('no two decisions have one number', () => {
  const numbers = files.flatMap((file) => /^docs\/decisions\/(\d+)/.exec(file)?.[1] ?? [])

  expect(numbers).toEqual([...new Set(numbers)])
})

test('README links to the index', () => {
  expect(readLinks('README.md').map(({ target }) => target)).toContain('docs/index.md')
})

test.each(files.filter((file) => file.startsWith('docs/')))(
  '%s begins no line with what the site takes for HTML',
  (file) => {
    const prose = (texts.get(file) ?? '').replaceAll(/^```.*?^```$/gms, '')

    expect(prose.match(/^\s*<(?!https:|live-explain ).*$/gm)).toBeNull()
  },
)

test('the side bar of the site has every page of the index, in its order', () => {
  const pages = readSections(join(root, 'docs/index.md')).flatMap(({ links }) =>
    links.map(({ page }) => page),
  )
  const linked = [...new Set(readLinks('docs/index.md').map(({ target }) => target.slice('docs/'.length)))]

  expect(pages.toSorted()).toEqual(linked.toSorted())
})

/** What stands in blocks and between backticks is no link. */
function readLinks(file: string): readonly Link[] {
  const prose = (texts.get(file) ?? '').replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '`')
  return [...prose.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
    ([, path = '', anchor = '']) => ({
      target: path === '' ? file : normalize(join(dirname(file), path)),
      anchor,
    }),
  )
}

function slugsOf(file: string): readonly string[] {
  return [...(texts.get(file) ?? '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading))
}
