/** Takes one edit after the other to the running stack. An edit that is wrong leaves the last good one running. */
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { StackModel } from '../template/stack-model.ts'
import type { Edition } from './edition.ts'
import * as texts from './live-texts.ts'
import type { LiveView } from './live-view.ts'
import { isSameStack, plannedAnew, restartsFor, settingsAnew } from './what-changed.ts'

export interface LiveParts {
  /** Builds and loads the suite as it is now, and checks its types. @throws Error with sentences */
  readonly build: (signal: AbortSignal) => Promise<Edition>
  /** Gives the stack of the suite and of cdk.json as they are now. @throws Error with sentences */
  readonly synthesize: (edition: Edition, signal: AbortSignal) => Promise<StackModel>
  /** Runs this model from now on. @throws Error with one sentence */
  readonly adopt: (model: StackModel) => Promise<void>
  /** Called at the end of a round, with the edition if there is one. */
  readonly onRound: (edition: Edition | undefined) => Promise<void>
  /** The settings in cdk.json that the running stack does not have, such as `pool.callbackUrls`. @throws Error with one
   * sentence */
  readonly changedSettings: () => readonly string[]
  /** Told that the running stack has what is in cdk.json. */
  readonly onSettingsAdopted: () => void
  readonly show: (view: Omit<LiveView, 'atMs'>) => void
  readonly monotonicMs: () => number
}

/** What runs: the code of an edition, by the template of a suite with these plans. */
export interface Running extends Pick<Edition, 'plans' | 'digests'> {
  readonly model: StackModel
}

/** What a change is of: sources of the bundles, or cdk.json and the app. */
export type ChangeKind = 'sources' | 'infra'

export interface LiveLoop {
  /** Ends the round that runs, and begins another one. */
  readonly change: (kind: ChangeKind) => void
  /** Resolves when no round runs or waits. */
  readonly idle: () => Promise<void>
  readonly close: () => Promise<void>
}

export function createLiveLoop(parts: LiveParts, first: Running): LiveLoop {
  let running = first
  let isTemplateDue = false
  let restart: readonly string[] = []
  /** Functions that wait for the template of the last edit that built. */
  let behind: readonly string[] = []
  let round: Promise<void> = Promise.resolve()
  let ending = new AbortController()

  const adopt = async (next: Running): Promise<void> => {
    await parts.adopt(next.model)
    running = next
  }
  const show = (lines: readonly string[]): void =>
    parts.show({ kind: restart.length > 0 ? 'restart' : 'runs', lines: [...lines, ...restart] })
  const showBroken = (error: unknown, runs: readonly string[]): void =>
    parts.show({ kind: 'broken', lines: [...texts.describeError(error), ...runs] })
  const changedCode = ({ digests }: Edition): readonly string[] =>
    [...digests.keys()].filter((name) => digests.get(name) !== running.digests.get(name))

  /** Gives a sentence for each thing that is other than before. */
  const followTemplate = async (edition: Edition, signal: AbortSignal): Promise<readonly string[]> => {
    const wanted = await parts.synthesize(edition, signal)
    if (signal.aborted) return []
    const settings = parts.changedSettings()
    const isOtherStart = settings.some((path) => path === 'app' || path === 'suiteFile')
    const lasting = [...restartsFor(running.model, wanted), ...(isOtherStart ? ['what is started'] : [])]
    isTemplateDue = false
    if (lasting.length > 0) {
      restart = [texts.describeRestart(settings, lasting)]
      return []
    }
    restart = []
    const isSeen = !isSameStack(running.model, wanted)
    const anew = settingsAnew(running.model, wanted)
    const { digests: old } = running
    const names = new Set([...anew.keys(), ...changedCode(edition)])
    const removed = [...old.keys()].filter((name) => !edition.digests.has(name))
    await adopt({
      model: withCode(wanted, edition, [...edition.digests.keys()]),
      digests: edition.digests,
      plans: edition.plans,
    })
    behind = []
    parts.onSettingsAdopted()
    return [
      ...(settings.length === 0 ? [] : [texts.describeAdopted(settings, isSeen)]),
      ...[...names].map((name) =>
        old.has(name) ? texts.describeRestarted(name, anew.get(name) ?? []) : texts.describeAdded(name),
      ),
      ...removed.map(texts.describeRemoved),
    ]
  }

  const follow = async (edition: Edition, signal: AbortSignal, startedAtMs: number): Promise<void> => {
    const lines: string[] = []
    const isPlanNew = !isDeepStrictEqual(edition.plans, running.plans)
    const waiting = plannedAnew(running.plans, edition.plans)
    behind = waiting
    const swapped = changedCode(edition).filter((name) => !waiting.includes(name))
    if (swapped.length > 0) {
      const digests = new Map([...running.digests, ...swapped.map((name) => digestOf(edition, name))])
      await adopt({ ...running, model: withCode(running.model, edition, swapped), digests })
      lines.push(texts.describeSwapped(swapped, Math.round(parts.monotonicMs() - startedAtMs)))
    }
    const isTemplateNew = isPlanNew || isTemplateDue
    const now = waiting.length > 0 ? [...lines, texts.describeWaiting(waiting)] : lines
    if (now.length > 0 || !isTemplateNew) show(now)
    if (!isTemplateNew) return
    try {
      lines.push(...(await followTemplate(edition, signal)))
      if (!signal.aborted) show(lines)
    } catch (error) {
      if (!signal.aborted) showBroken(error, [...lines, texts.describeKept(behind)])
    }
  }

  const run = async (signal: AbortSignal): Promise<void> => {
    const startedAtMs = parts.monotonicMs()
    let edition: Edition | undefined
    try {
      edition = await parts.build(signal)
      if (!signal.aborted) await follow(edition, signal, startedAtMs)
    } catch (error) {
      if (!signal.aborted) showBroken(error, [texts.describeLast(behind)])
    }
    await parts.onRound(edition)
  }

  return {
    change(kind) {
      isTemplateDue ||= kind === 'infra'
      ending.abort()
      const own = new AbortController()
      ending = own
      round = round.then(() => (own.signal.aborted ? undefined : run(own.signal)))
    },
    idle: () => round,
    async close() {
      ending.abort()
      await round
    },
  }
}

function digestOf({ digests }: Edition, name: string): readonly [string, string] {
  return [name, digests.get(name) ?? '']
}

function withCode(model: StackModel, { directory }: Edition, names: readonly string[]): StackModel {
  return {
    ...model,
    functions: model.functions.map((each) =>
      names.includes(each.trigger) ? { ...each, codeDir: join(directory, 'triggers', each.trigger) } : each,
    ),
  }
}
