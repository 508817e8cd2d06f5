/** Finds the line of a team's own code that an error comes from, or at least the file. */
import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findProject } from './project.ts'

export interface Place {
  /** An absolute path. */
  readonly file: string
  readonly line: string
}

/** Where this package and its siblings are. */
const programs = realpathSync(join(import.meta.dirname, '../..'))
const own = ['triggers', 'cdk', 'infra', 'cli', 'local', 'client', 'callers'].map(
  (name) => join(programs, name) + sep,
)

/** The first line of the error's stack that is in the project of the suite. */
export function findPlace(error: unknown, suiteFile: string): Place | undefined {
  if (!(error instanceof Error)) return undefined
  const project = realpathSync(findProject(dirname(suiteFile))) + sep
  const places = (error.stack ?? '').split('\n').flatMap((text): readonly Place[] => {
    const [, given = '', line = ''] = /((?:file:\/\/)?\/[^()]*?):(\d+)(?::\d+)?\)?$/.exec(text) ?? []
    return given === '' ? [] : [{ file: given.startsWith('file:') ? fileURLToPath(given) : given, line }]
  })
  return places.find(
    ({ file }) =>
      file.startsWith(project) &&
      !file.includes(`${sep}node_modules${sep}`) &&
      !own.some((folder) => file.startsWith(folder)),
  )
}

/** The file that keeps the suite from being loaded, after its import has failed or does not end: the first that does so
 * though all files that it imports have been loaded. */
export async function findCulprit(file: string): Promise<string> {
  for (const imported of readImports(file)) {
    const isLoaded = await Promise.race([
      import(pathToFileURL(imported).href).then(
        () => true,
        () => false,
      ),
      setImmediate(false),
    ])
    if (!isLoaded) return findCulprit(imported)
  }
  return file
}

/** The files by relative names, in their order. */
function readImports(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/^(?:import|export)\b(?!\s+type\b)[^'";]*['"](\.[^'"]+)['"]/gm)].map(
    ([, name = '']) => resolve(dirname(file), name),
  )
}
