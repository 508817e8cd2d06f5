/** Changes the triggers of a user pool by a plan, and puts the pool back as it was when anything else has changed. */
import { isObject, own, ownText, type RawObject } from '../core/json.ts'
import type { Described, Ours } from './described.ts'
import { type AttachPlan, planAttach } from './plan-attach.ts'
import { changedKeys, changedSettings } from './changed-settings.ts'
import type { PreImage } from './pre-image.ts'
import { type SlotValues, withValues } from './slots.ts'
import { updateRequest } from './update-request.ts'

/** What is asked of the world. Errors are those of `readException`. */
export interface PoolPorts {
  /** `UserPool` of DescribeUserPool. */
  readonly describe: () => Promise<RawObject>
  /** Clients, groups and owner. */
  readonly surroundings: () => Promise<Omit<Described, 'pool'>>
  readonly mfa: () => Promise<RawObject>
  readonly update: (request: RawObject) => Promise<void>
  /** Lets the pool invoke the function. Done again it changes nothing. */
  readonly allow: (functionArn: string, pool: RawObject) => Promise<void>
  readonly readImage: () => Promise<PreImage | undefined>
  readonly writeImage: (image: PreImage) => Promise<void>
  /** Before another attempt when others change the pool, too. */
  readonly pause: () => Promise<void>
  /** The name of AWS's exception, or the fault. @throws the error when it is no service's */
  readonly readException: (error: unknown) => string
}

export type Outcome =
  | { readonly kind: 'refused' | 'unchanged' | 'done' | 'planned'; readonly plan: AttachPlan }
  /** Nothing has changed. */
  | { readonly kind: 'not_changed'; readonly exception: string }
  /** An update had changed these settings, too, and they were put back. */
  | {
      readonly kind: 'restored' | 'not_restored'
      readonly settings: readonly string[]
      readonly exception?: string
    }

/** Updates that others got in the way of. */
const maxAttempts = 4

/** What would be changed. Writes nothing. */
export async function previewChange(ports: PoolPorts, ours: Omit<Ours, 'before'>): Promise<Outcome> {
  const image = await ports.readImage()
  const described = await look(ports, ours)
  const isOver = image?.pending !== undefined && changedSettings(image.pool, described.pool).length > 0
  const before = (isOver ? image.pending?.before : image?.before) ?? {}
  const plan = planAttach(described, { ...ours, before })
  if (plan.refusals.length > 0) return { kind: 'refused', plan }
  return { kind: plan.request === undefined ? 'unchanged' : 'planned', plan }
}

/** Ended at any moment it leaves the pool as it was or as it should be, and called again it goes on. */
export async function changePool(ports: PoolPorts, ours: Omit<Ours, 'before'>): Promise<Outcome> {
  const begun = await ports.readImage()
  const ended = begun?.pending === undefined ? undefined : await endUpdate(ports, begun, undefined)
  if (ended !== undefined && ended.kind !== 'not_changed') return ended
  for (let attempt = 1; ; attempt += 1) {
    const image = await ports.readImage()
    const described = await look(ports, ours)
    const plan = planAttach(described, { ...ours, before: image?.before ?? {} })
    if (plan.refusals.length > 0) return { kind: 'refused', plan }
    // A pool that names a function which it may not invoke refuses everybody.
    if (ours.action === 'attach')
      for (const functionArn of functionsOf(plan, ours)) await ports.allow(functionArn, described.pool)
    if (plan.request === undefined) return { kind: 'unchanged', plan }
    const mfa = await ports.mfa()
    const pool = await ports.describe()
    const isMoved = own(pool, 'LastModifiedDate') !== own(described.pool, 'LastModifiedDate')
    if (isMoved || changedSettings(described.pool, pool).length > 0) {
      if (attempt === maxAttempts)
        return { kind: 'not_changed', exception: 'ConcurrentModificationException' }
      await ports.pause()
      continue
    }
    const next: PreImage = {
      version: 1,
      userPoolId: ownText(pool, 'Id') ?? '',
      pool,
      mfa,
      functions: { ...image?.functions, ...Object.fromEntries(ours.functions) },
      before: image?.before ?? {},
      pending: { wanted: plan.wanted, before: plan.before },
      unknown: [...ours.send, ...ours.leaveOut],
    }
    await ports.writeImage(next)
    const exception = await refusalOf(ports, ports.update(plan.request))
    if (exception === 'ConcurrentModificationException' && attempt < maxAttempts) {
      await ports.writeImage(settled(next, next.before))
      await ports.pause()
      continue
    }
    return (await endUpdate(ports, next, exception)) ?? { kind: 'done', plan }
  }
}

/** Looks at what an update has done. Undefined when it did what it should and no more. */
async function endUpdate(
  ports: PoolPorts,
  image: PreImage,
  exception: string | undefined,
): Promise<Outcome | undefined> {
  let lost: readonly string[]
  try {
    const pool = await ports.describe()
    if (changedSettings(image.pool, pool).length === 0) {
      await ports.writeImage(settled(image, image.before))
      return { kind: 'not_changed', exception: exception ?? '' }
    }
    const wanted = withValues(lambdaConfigOf(image.pool), image.pending?.wanted ?? {})
    lost = await findLost(ports, image, { ...image.pool, LambdaConfig: wanted }, pool)
  } catch (error) {
    return restore(ports, image, [], ports.readException(error))
  }
  if (lost.length > 0) return restore(ports, image, lost, exception)
  await ports.writeImage(settled(image, image.pending?.before ?? image.before))
  return undefined
}

/** Sends the pool as it was. */
async function restore(
  ports: PoolPorts,
  image: PreImage,
  settings: readonly string[],
  exception: string | undefined,
): Promise<Outcome> {
  const told = exception === undefined ? {} : { exception }
  const request = updateRequest(image.pool, lambdaConfigOf(image.pool), new Set(image.unknown))
  for (let attempt = 1; ; attempt += 1) {
    const refused = await refusalOf(ports, ports.update(request))
    if (refused === 'ConcurrentModificationException' && attempt < maxAttempts) {
      await ports.pause()
      continue
    }
    if (refused !== undefined) return { kind: 'not_restored', settings, exception: refused }
    break
  }
  try {
    const left = await findLost(ports, image, image.pool, await ports.describe())
    if (left.length > 0) return { kind: 'not_restored', settings: left, ...told }
  } catch (error) {
    return { kind: 'not_restored', settings, exception: ports.readException(error) }
  }
  await ports.writeImage(settled(image, image.before))
  return { kind: 'restored', settings, ...told }
}

async function findLost(
  ports: PoolPorts,
  image: PreImage,
  expected: RawObject,
  pool: RawObject,
): Promise<readonly string[]> {
  return [
    ...changedSettings(expected, pool),
    ...changedKeys(image.mfa, await ports.mfa()).map((key) => `UserPoolMfaConfig.${key}`),
  ]
}

async function look(ports: PoolPorts, { action }: Pick<Ours, 'action'>): Promise<Described> {
  const pool = await ports.describe()
  // What keeps the suite from coming does not keep it from going.
  if (action === 'detach') return { pool, clients: [], groups: new Set(), owner: { kind: 'none' } }
  return { pool, ...(await ports.surroundings()) }
}

function functionsOf(
  { diff }: AttachPlan,
  { functions, only, keep }: Omit<Ours, 'before'>,
): readonly string[] {
  const changed = new Set(diff.map(({ slot }) => slot))
  return [...functions]
    .filter(([slot]) => changed.has(slot) || (!keep.has(slot) && (only.size === 0 || only.has(slot))))
    .map(([, functionArn]) => functionArn)
}

function lambdaConfigOf(pool: RawObject): RawObject {
  const value = own(pool, 'LambdaConfig')
  return isObject(value) ? value : {}
}

function settled(image: PreImage, before: SlotValues): PreImage {
  const { version, userPoolId, pool, mfa, functions, unknown } = image
  return { version, userPoolId, pool, mfa, functions, before, unknown }
}

async function refusalOf(ports: PoolPorts, call: Promise<void>): Promise<string | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    return ports.readException(error)
  }
}
