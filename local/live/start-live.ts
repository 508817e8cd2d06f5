/** Watches what the running stack is made of, and takes each edit to it. */
import { readdir, rm } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import {
  type Acceptance,
  beginAcceptance,
  isPreloaded,
} from '@cognito-trigger-suite/triggers/internal/build/accept-suite'
import { findProject, readProjectJson } from '@cognito-trigger-suite/triggers/internal/build/project'
import { findChanged } from '@cognito-trigger-suite/triggers/internal/build/source-digest'
import { findSuiteFile } from '@cognito-trigger-suite/triggers/internal/build/suite-file'
import { existsSync } from 'node:fs'
import { synthesizeModel, type PreparedStack } from '../prepare-stack.ts'
import type { LocalStack } from '../stack.ts'
import { foldersOf, type WatchFolder, watchChanges } from './changes.ts'
import { buildEdition, firstEdition, readAllSources, readEdition } from './edition.ts'
import { createLiveLoop } from './live-loop.ts'
import { createTeller, type LiveView } from './live-view.ts'
import { changedSettings } from './what-changed.ts'

export interface LiveOptions {
  readonly stack: Pick<LocalStack, 'adopt' | 'live'>
  readonly prepared: PreparedStack
  /** Where the cloud assembly goes. */
  readonly directory: string
  /** Has the first edition, and gets those of later edits. */
  readonly editions: string
  readonly clock: Clock
  /** Default: the file system tells. */
  readonly watch?: WatchFolder
  /** Writes to the terminal. */
  readonly print: (line: string) => void
}

export interface Live {
  readonly idle: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function startLive(options: LiveOptions): Promise<Live> {
  const { stack, prepared, directory, editions, clock, print } = options
  const project = findProject()
  const suiteFile = findSuiteFile()
  const cdkJson = join(project, 'cdk.json')
  const appFolder = findAppFolder(project)
  const first = await readEdition(firstEdition(editions), prepared.plans)
  let settings = readProjectJson(project)
  let current = prepared.model
  let count = 0
  const tell = createTeller()
  let sources = await readAllSources(first.directory)
  /** Loads the suite of the next edit. */
  let waiting: Acceptance | undefined = beginAcceptance(suiteFile)

  const show = ({ kind, lines: given }: Omit<LiveView, 'atMs'>): void => {
    const before = stack.live.latest()
    if (given.length === 0 && (before === undefined || before.kind === 'runs')) return
    const lines = given.length === 0 ? ['What is saved runs.'] : given
    const atMs = clock.epochMs()
    stack.live.add({ kind, lines, atMs })
    for (const line of tell({ kind, lines })) print(`${new Date(atMs).toTimeString().slice(0, 8)}  ${line}`)
  }
  /** Removes the editions that no function runs any more. */
  const removeUnused = async (): Promise<void> => {
    const used = new Set(current.functions.map(({ codeDir }) => relative(editions, codeDir).split(sep)[0]))
    const names = (await readdir(editions)).filter((name) => !used.has(name) && Number(name) < count)
    await Promise.all(names.map((name) => rm(join(editions, name), { recursive: true, force: true })))
  }

  const loop = createLiveLoop(
    {
      build(signal) {
        const acceptance = waiting ?? beginAcceptance(suiteFile)
        waiting = undefined
        return buildEdition({ suiteFile, directory: join(editions, String(++count)), acceptance, signal })
      },
      synthesize: (edition, signal) =>
        synthesizeModel({
          directory,
          bundleDirectory: edition.directory,
          suiteFile,
          plans: edition.plans,
          signal,
        }),
      async adopt(model) {
        const { retired } = await stack.adopt(model)
        current = model
        void retired.then(removeUnused)
      },
      async onRound(edition) {
        waiting ??= beginAcceptance(suiteFile)
        if (edition === undefined) return
        sources = await readAllSources(edition.directory)
        follow()
        await removeUnused()
      },
      changedSettings: () => changedSettings(settings, readProjectJson(project)),
      onSettingsAdopted: () => {
        settings = readProjectJson(project)
      },
      show,
      monotonicMs: () => clock.monotonicMs(),
    },
    { model: prepared.model, plans: prepared.plans, digests: first.digests },
  )
  const changes = watchChanges({
    clock,
    ...(options.watch === undefined ? {} : { watch: options.watch }),
    onChange: (paths) => {
      if ([...paths].some(isPreloaded)) {
        void waiting?.stop()
        waiting = undefined
      }
      const isInfra = [...paths].some((path) => path === cdkJson || isInside(appFolder, path))
      const isSource = [...paths].some((path) => path !== cdkJson && !isInside(appFolder, path))
      if (isInfra) loop.change('infra')
      else if (isSource) loop.change('sources')
    },
    onFailure: (error) =>
      print(`Edits are not watched: ${error instanceof Error ? error.message : String(error)}`),
  })
  const follow = (): void => {
    const ofSuite = dirname(suiteFile)
    const deep = [ofSuite, ...(appFolder === undefined ? [] : [appFolder])]
    changes.follow(
      foldersOf([suiteFile, cdkJson, ...sources.keys()]),
      // A project's own folder has packages and what is built.
      deep.filter((folder) => folder !== project),
    )
  }
  follow()
  // What was saved while the stack was starting was not watched yet.
  if (findChanged(project, sources) !== undefined) loop.change('sources')
  return {
    idle: () => loop.idle(),
    async close() {
      changes.close()
      await loop.close()
      await waiting?.stop()
    },
  }
}

/** The folder of the CDK app, when cdk.json starts it by its file. */
function findAppFolder(project: string): string | undefined {
  const { app } = readProjectJson(project)
  const file = typeof app === 'string' ? /[\w./-]+\.[cm]?[jt]s\b/.exec(app)?.[0] : undefined
  const path = file === undefined ? undefined : resolve(project, file)
  return path !== undefined && existsSync(path) && dirname(path) !== project ? dirname(path) : undefined
}

function isInside(folder: string | undefined, path: string): boolean {
  return folder !== undefined && path.startsWith(folder + sep)
}
