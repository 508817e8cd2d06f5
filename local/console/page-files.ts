/** Holds the files of the console's page in memory; TypeScript is stripped of its types, not compiled. */
import { readdir, readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { extname } from 'node:path'

export interface PageFile {
  readonly contentType: string
  readonly body: string
}

const pageFolder = new URL('./page/', import.meta.url)

const contentTypes = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.ts', 'text/javascript; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
])

/** Reads the page once: request path → file. Only what is in the map is ever served. */
export const loadPageFiles = async (): Promise<ReadonlyMap<string, PageFile>> => {
  const names = (await readdir(pageFolder)).filter(
    (name) => contentTypes.has(extname(name)) && !name.endsWith('.d.ts'),
  )
  const files = await Promise.all(
    names.map(async (name): Promise<[string, PageFile]> => {
      const source = await readFile(new URL(name, pageFolder), 'utf8')
      const body = extname(name) === '.ts' ? stripTypes(source) : source
      return [
        name === 'index.html' ? '/' : `/${name}`,
        { contentType: contentTypes.get(extname(name)) ?? '', body },
      ]
    }),
  )
  return new Map(files)
}

/** Node warns once that this function is experimental; the version of Node is pinned, so the warning says nothing. */
const stripTypes = (source: string): string => {
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}
