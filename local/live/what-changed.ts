/** What a change of the suite, of cdk.json or of the app means for a stack that runs. */
import { isDeepStrictEqual } from 'node:util'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { isObject, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { lastingProperties } from '../pool/service.ts'
import type { FunctionModel, StackModel } from '../template/stack-model.ts'

/** The functions whose calls, permissions or worst case are others, and so their environment may be. */
export function plannedAnew(before: SuitePlans, after: SuitePlans): readonly string[] {
  const planOf = ({ calls, proofs }: SuitePlans, name: string): unknown => [
    Object.entries(calls).find(([each]) => each === name)?.[1],
    proofs.find(({ trigger }) => trigger === name),
  ]
  const names = new Set([...Object.keys(before.calls), ...Object.keys(after.calls)])
  return [...names].filter((name) => !isDeepStrictEqual(planOf(before, name), planOf(after, name)))
}

/** The functions that run by other settings, each with the names of what differs: such as `memoryMb` or a variable. Their
 * code is not looked at. */
export function settingsAnew(before: StackModel, after: StackModel): ReadonlyMap<string, readonly string[]> {
  const anew = new Map<string, readonly string[]>()
  for (const next of after.functions) {
    const { environment, codeDir: _code, ...settings } = next
    const old = before.functions.find(({ trigger }) => trigger === next.trigger)
    if (old === undefined) continue
    const names = [
      ...namesOfDifferent(
        { ...old, environment: 0, codeDir: 0 },
        { ...settings, environment: 0, codeDir: 0 },
      ),
      ...namesOfDifferent(old.environment, environment),
    ]
    if (names.length > 0) anew.set(next.trigger, names)
  }
  return anew
}

/** The parts of the stack that only a restart changes, in words. */
export function restartsFor(before: StackModel, after: StackModel): readonly string[] {
  const lasting = (model: StackModel, name: string): unknown => model.userPool.properties[name]
  const isInBoth = ({ trigger }: FunctionModel): boolean =>
    [before, after].every(({ functions }) => functions.some((each) => each.trigger === trigger))
  const parts: readonly (readonly [string, (model: StackModel) => unknown])[] = [
    ['the names of the functions', ({ functions }) => functions.filter(isInBoth).map(identityOf).sort()],
    ...lastingProperties.map(
      (name) => [`${name} of the user pool`, (model: StackModel) => lasting(model, name)] as const,
    ),
    ['the id of the user pool', ({ userPool: { id, arn } }) => [id, arn]],
    ['the app clients', ({ clients }) => clients],
    ['the resource servers', ({ resourceServers }) => resourceServers],
    ['the identity providers', ({ identityProviders }) => identityProviders],
    ['the domain', ({ domain }) => domain],
    ['the table', ({ table }) => table],
    // The check of the slots names the triggers, which may change.
    [
      'the schedule or the stream of the worker',
      ({ worker }) =>
        worker && { ...worker, otherSchedules: worker.otherSchedules.map(({ everyMs }) => everyMs) },
    ],
    ['the event bus', ({ eventBus }) => eventBus],
  ]
  return parts.filter(([, read]) => !isDeepStrictEqual(read(before), read(after))).map(([name]) => name)
}

/** Whether nothing differs besides the code of the functions, and what has no effect here. */
export function isSameStack(before: StackModel, after: StackModel): boolean {
  const withoutCode = (model: StackModel): unknown => ({
    ...model,
    functions: model.functions.map((each) => ({ ...each, codeDir: '' })),
    withoutEffect: [],
  })
  return isDeepStrictEqual(withoutCode(before), withoutCode(after))
}

/** The paths of what a team set otherwise in cdk.json, such as `pool.callbackUrls`: the app, and the context without the
 * CDK's own flags and look-ups. */
export function changedSettings(before: RawObject, after: RawObject): readonly string[] {
  const ofTeam = ({ app, context }: RawObject): RawObject => {
    const all = isObject(context) ? Object.entries(context) : []
    return { ...Object.fromEntries(all.filter(([name]) => !name.includes(':'))), app }
  }
  return changedPaths(ofTeam(before), ofTeam(after))
}

/** The paths at which two JSON values differ. */
function changedPaths(before: unknown, after: unknown, path = ''): readonly string[] {
  if (isDeepStrictEqual(before, after)) return []
  const [old, next] = [before ?? {}, after ?? {}]
  if (!isObject(old) || !isObject(next)) return [path]
  return namesOfDifferent(old, next).flatMap((name) =>
    changedPaths(old[name], next[name], path === '' ? name : `${path}.${name}`),
  )
}

function identityOf({ trigger, functionName }: FunctionModel): string {
  return `${trigger} ${functionName}`
}

function namesOfDifferent(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]))
}
