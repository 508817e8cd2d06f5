/** Finds what would be lost, or would not work, if the suite were attached to a pool. */
import { isObject, own, ownText, type RawObject, readStrings } from '../core/json.ts'
import { keysOfSlot } from '../domain/slot.ts'
import type { Described, Ours } from './described.ts'
import { droppedKeys, renamedKeys, sentKeys } from './pool-keys.ts'
import type { Refusal } from './refusals.ts'
import { type Slot, slots } from './slots.ts'

/** What keeps every change away: an update could lose what it does not know. */
export function findWrongShape(pool: RawObject, { send, leaveOut }: Ours): readonly Refusal[] {
  const named = (key: string): boolean => ownText(pool, key) !== undefined
  const lambdaConfig = own(pool, 'LambdaConfig') ?? {}
  const isSlot = (key: string): boolean => {
    const value = own(lambdaConfig, key) ?? undefined
    if (key.endsWith('Config')) return value === undefined || ownText(value, 'LambdaArn') !== undefined
    return value === undefined || typeof value === 'string'
  }
  const wrong = [
    ...['Id', 'Name', 'Arn'].filter((key) => !named(key)),
    ...(isObject(lambdaConfig)
      ? slots
          .flatMap(keysOfSlot)
          .filter((key) => !isSlot(key))
          .map((key) => `LambdaConfig.${key}`)
      : ['LambdaConfig']),
  ]
  const message = own(pool, 'VerificationMessageTemplate')
  const isTwofold = ['EmailMessage', 'EmailMessageByLink'].every(
    (key) => (own(message, key) ?? null) !== null,
  )
  const unknown = Object.keys(pool).filter(
    (key) =>
      !sentKeys.has(key) &&
      !renamedKeys.has(key) &&
      !droppedKeys.has(key) &&
      !send.has(key) &&
      !leaveOut.has(key) &&
      (pool[key] ?? null) !== null,
  )
  return [
    ...wrong.map((at): Refusal => ({ code: 'wrong_shape', at })),
    ...unknown.map((key): Refusal => ({ code: 'unknown_key', key })),
    ...(isTwofold ? [{ code: 'two_messages' } as const] : []),
  ]
}

/** What keeps the suite from coming. */
export function findObstacles(described: Described, ours: Ours, chosen: readonly Slot[]): readonly Refusal[] {
  const { pool, clients, groups } = described
  const [, , , region, account] = (ownText(pool, 'Arn') ?? '').split(':')
  const elsewhere = chosen.flatMap((slot): Refusal[] => {
    const functionArn = ours.functions.get(slot) ?? ''
    const [, , , ownRegion, ownAccount] = functionArn.split(':')
    const isNear = ownRegion === region && ownAccount === account
    return isNear ? [] : [{ code: 'function_elsewhere', slot, functionArn }]
  })
  const needsPlan = chosen.includes('PreTokenGeneration') && ours.tokenVersion !== 'V1_0'
  const tooSmall = needsPlan && ownText(pool, 'UserPoolTier') === 'LITE'
  return [
    ...findOwner(described, ours),
    ...elsewhere,
    ...(tooSmall ? [{ code: 'plan_too_small', version: ours.tokenVersion } as const] : []),
    ...findWriters(pool, clients, ours),
    ...ours.groups
      .filter((group) => !groups.has(group))
      .map((group): Refusal => ({ code: 'group_missing', group })),
  ]
}

function findOwner({ owner }: Described, { owner: said }: Ours): readonly Refusal[] {
  if (owner.kind === 'stack')
    return said === owner.stack ? [] : [{ code: 'owned_by_stack', stack: owner.stack }]
  if (said?.toLowerCase() === 'console') return []
  if (said !== undefined) return [{ code: 'owned_by_program', owner: said }]
  return owner.kind === 'none'
    ? [{ code: 'owner_unknown' }]
    : [{ code: 'owner_unreadable', exception: owner.exception }]
}

/** A client without a list may write every attribute, and by one report so may one whose list is empty.
 * @see https://github.com/aws/aws-cdk/issues/21835 */
function findWriters(pool: RawObject, clients: readonly RawObject[], { guarded }: Ours): readonly Refusal[] {
  const schema = own(pool, 'SchemaAttributes')
  const names = new Set((Array.isArray(schema) ? schema : []).map((each) => ownText(each, 'Name')))
  return clients.flatMap((client) => {
    const writable = readStrings(own(client, 'WriteAttributes'))
    return guarded
      .filter(({ attribute }) => names.has(attribute))
      .filter(({ attribute }) => writable.length === 0 || writable.includes(attribute))
      .map(({ attribute, by }): Refusal => {
        return { code: 'client_may_write', clientId: ownText(client, 'ClientId') ?? '', attribute, by }
      })
  })
}
