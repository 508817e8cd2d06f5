/** Changes the triggers of a user pool by a plan, and puts the pool back as it was when anything else has changed. */
import { own, ownText, type RawObject } from '../core/json.ts'
import type { Described, Ours } from './described.ts'
import { type AttachPlan, planAttach } from './plan-attach.ts'
import { changedSettings } from './changed-settings.ts'
import { expectedPool, findLost, judgeUpdate } from './judge-update.ts'
import type { PreImage } from './pre-image.ts'
import type { InterruptedRun } from './refusals.ts'
import { lambdaConfigOf, slots, type SlotValues } from './slots.ts'
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
  /** The name of AWS's exception, with the action that was denied, or the fault. @throws the error when it is no service's */
  readonly readException: (error: unknown) => string
}

/** What the pre-image knows is added. */
export type AskedChange = Omit<Ours, 'before' | 'attached'>

export type Outcome =
  | { readonly kind: 'refused' | 'unchanged' | 'done' | 'planned'; readonly plan: AttachPlan }
  /** Nothing has changed. */
  | { readonly kind: 'not_changed'; readonly exception: string }
  /** What the update has come to could not be read. */
  | { readonly kind: 'open'; readonly exception: string }
  /** An update had changed these settings, too, and they were put back. */
  | {
      readonly kind: 'restored' | 'not_restored'
      readonly settings: readonly string[]
      readonly exception?: string
    }

/** Updates that others got in the way of. */
const maxAttempts = 4

/** What would be changed. Writes nothing. */
export async function previewChange(ports: PoolPorts, ours: AskedChange): Promise<Outcome> {
  const begun = await ports.readImage()
  const judged = begun?.pending && judgeUpdate(begun, await ports.describe(), await ports.mfa())
  const before = judged?.before ?? begun?.before ?? {}
  const plan = withRun(
    planAttach(await look(ports, ours), { ...ours, before, attached: attachedBy(begun) }),
    judged?.run,
  )
  if (plan.refusals.length > 0) return { kind: 'refused', plan }
  const isIdle = plan.request === undefined && judged?.run.state !== 'to_put_back'
  return { kind: isIdle ? 'unchanged' : 'planned', plan }
}

/** Ended at any moment it leaves the pool as it was or as it should be, and called again it goes on. */
export async function changePool(ports: PoolPorts, ours: AskedChange): Promise<Outcome> {
  const begun = await ports.readImage()
  let run: InterruptedRun | undefined
  if (begun?.pending !== undefined) {
    const pool = await ports.describe()
    const judged = judgeUpdate(begun, pool, await ports.mfa())
    run = judged.run
    if (run.state === 'to_put_back') return restore(ports, begun, pool, run.settings, undefined)
    await ports.writeImage(settled(begun, judged.before))
  }
  for (let attempt = 1; ; attempt += 1) {
    const image = await ports.readImage()
    const described = await look(ports, ours)
    const plan = withRun(
      planAttach(described, { ...ours, before: image?.before ?? {}, attached: attachedBy(image) }),
      run,
    )
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
  let pool: RawObject
  let lost: readonly string[]
  try {
    pool = await ports.describe()
    if (changedSettings(image.pool, pool).length === 0) {
      await ports.writeImage(settled(image, image.before))
      return { kind: 'not_changed', exception: exception ?? '' }
    }
    lost = findLost(image, expectedPool(image), pool, await ports.mfa())
  } catch (error) {
    return { kind: 'open', exception: ports.readException(error) }
  }
  if (lost.length > 0) return restore(ports, image, pool, lost, exception)
  await ports.writeImage(settled(image, image.pending?.before ?? image.before))
  return undefined
}

/** Sends the pool as it was. When it cannot, the next run does, unless somebody has changed the pool in between. */
async function restore(
  ports: PoolPorts,
  image: PreImage,
  left: RawObject,
  settings: readonly string[],
  exception: string | undefined,
): Promise<Outcome> {
  const told = exception === undefined ? {} : { exception }
  const request = updateRequest(image.pool, lambdaConfigOf(image.pool), new Set(image.unknown))
  await ports.writeImage(leaving(image, left))
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
    const pool = await ports.describe()
    const lost = findLost(image, image.pool, pool, await ports.mfa())
    if (lost.length > 0) {
      await ports.writeImage(leaving(image, pool))
      return { kind: 'not_restored', settings: lost, ...told }
    }
  } catch (error) {
    return { kind: 'not_restored', settings, exception: ports.readException(error) }
  }
  await ports.writeImage(settled(image, image.before))
  return { kind: 'restored', settings, ...told }
}

async function look(ports: PoolPorts, { action }: Pick<Ours, 'action'>): Promise<Described> {
  const pool = await ports.describe()
  // What keeps the suite from coming does not keep it from going.
  if (action === 'detach') return { pool, clients: [], groups: new Set(), owner: { kind: 'none' } }
  return { pool, ...(await ports.surroundings()) }
}

function functionsOf({ diff }: AttachPlan, { functions, only, keep }: AskedChange): readonly string[] {
  const changed = new Set(diff.map(({ slot }) => slot))
  return [...functions]
    .filter(([slot]) => changed.has(slot) || (!keep.has(slot) && (only.size === 0 || only.has(slot))))
    .map(([, functionArn]) => functionArn)
}

function withRun(plan: AttachPlan, run: InterruptedRun | undefined): AttachPlan {
  return run === undefined ? plan : { ...plan, remarks: [run, ...plan.remarks] }
}

function attachedBy(image: PreImage | undefined): Ours['attached'] {
  return new Map(
    slots.flatMap((slot) => {
      const functionArn = image?.functions[slot]
      return functionArn === undefined ? [] : [[slot, functionArn]]
    }),
  )
}

function leaving(image: PreImage, left: RawObject): PreImage {
  return image.pending === undefined ? image : { ...image, pending: { ...image.pending, left } }
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
