/** Tells of files that were saved. */
import { readdirSync, watch as watchFiles } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'

/** Calls `onFile` with the absolute path of each file and folder in this folder that changes, comes or goes, until the
 * returned function is called. */
export type WatchFolder = (
  folder: string,
  onFile: (path: string) => void,
  onFailure: (error: unknown) => void,
) => () => void

export interface Changes {
  /** Watches these folders, and those that are or will be in `deep`, and no others any more. */
  readonly follow: (folders: readonly string[], deep: readonly string[]) => void
  readonly close: () => void
}

/** One save is several events, and a `git checkout` saves many files. */
const settleMs = 20

/** `onChange` gets the source files that have changed together; `onFailure` is called when a folder cannot be watched. */
export function watchChanges(options: {
  readonly clock: Pick<Clock, 'after'>
  readonly watch?: WatchFolder
  readonly onChange: (paths: ReadonlySet<string>) => void
  readonly onFailure: (error: unknown) => void
}): Changes {
  const { clock, watch = watchFolder, onChange, onFailure } = options
  const watched = new Map<string, () => void>()
  let deep: readonly string[] = []
  let changed = new Set<string>()
  let cancel: () => void = () => {}

  const report = (path: string): void => {
    changed.add(path)
    cancel()
    cancel = clock.after(settleMs, () => {
      const together = changed
      changed = new Set()
      onChange(together)
    })
  }
  const add = (folder: string): void => {
    if (!watched.has(folder)) watched.set(folder, watch(folder, onEvent, onFailure))
  }
  const onEvent = (path: string): void => {
    if (isSource(path)) return report(path)
    if (basename(path).startsWith('.') || !deep.some((each) => path.startsWith(each + sep))) return
    // A folder that has come, with the files in it.
    const { folders, files } = listTree(path)
    for (const folder of folders) add(folder)
    for (const file of files) report(file)
  }
  const follow = (folders: readonly string[], under: readonly string[]): void => {
    deep = under
    const wanted = new Set([...folders, ...under.flatMap((each) => listTree(each).folders)])
    for (const [folder, end] of watched) {
      if (wanted.has(folder)) continue
      end()
      watched.delete(folder)
    }
    for (const folder of wanted) add(folder)
  }
  return {
    follow,
    close: () => {
      cancel()
      follow([], [])
    },
  }
}

/** What a bundle can be made of. Editors keep their own files beside, with a dot or another ending. */
function isSource(path: string): boolean {
  return /^[^.].*\.(?:[cm]?[jt]sx?|json)$/.test(basename(path))
}

/** The folder with those in it, and the source files of all of them; nothing for a file, and without packages. */
function listTree(folder: string): {
  readonly folders: readonly string[]
  readonly files: readonly string[]
} {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    const inner = entries
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      .map(({ name }) => listTree(join(folder, name)))
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name))
    return {
      folders: [folder, ...inner.flatMap(({ folders }) => folders)],
      files: [...files.filter(isSource), ...inner.flatMap((each) => each.files)],
    }
  } catch {
    return { folders: [], files: [] }
  }
}

/** Each folder by itself: with `recursive` Node watches the files on Linux, and loses one that an editor replaces. */
const watchFolder: WatchFolder = (folder, onFile, onFailure) => {
  try {
    const watcher = watchFiles(folder, { persistent: false }, (_event, name) => {
      if (name !== null) onFile(join(folder, name))
    })
    watcher.on('error', onFailure)
    return () => watcher.close()
  } catch (error) {
    onFailure(error)
    return () => {}
  }
}

/** The folders of these files, each once. */
export function foldersOf(files: Iterable<string>): readonly string[] {
  return [...new Set([...files].map((file) => dirname(file)))]
}
