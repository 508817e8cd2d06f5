/** The invitations of a table, as the command line reads and writes them. */
import {
  suiteDatabase,
  tryConditional,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-client'
import {
  keyAttributes,
  readAttributes,
  toAttributes,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-json'
import {
  type Invitation,
  invitationKey,
  readInvitation,
} from '@cognito-trigger-suite/triggers/internal/domain/invitation'
import { getItem, scanItems } from '../items/store.ts'
import { makeCall } from '../provisioning/place.ts'

/** The item of a hash; `invitation` is undefined when it cannot be relied on. */
export interface StoredInvitation {
  readonly hash: string
  readonly invitation: Invitation | undefined
}

export async function putInvitation(hash: string, invitation: Invitation): Promise<void> {
  const { groups, ...fields } = invitation
  const attributes = { ...fields, ...(groups.length === 0 ? {} : { groups }), ...invitationKey(hash) }
  await suiteDatabase.send('PutItem', { Item: toAttributes(attributes) }, makeCall())
}

export async function getInvitation(hash: string): Promise<StoredInvitation | undefined> {
  const Item = await getItem(invitationKey(hash))
  const item = readAttributes({ Item })
  return item === undefined ? undefined : { hash, invitation: readInvitation(item) }
}

/** All of them, by reading the whole table. */
export async function scanInvitations(): Promise<readonly StoredInvitation[]> {
  const found = (await scanItems('INVITE#')).flatMap((Item) => {
    const item = readAttributes({ Item })
    const pk = item?.get('pk')
    return typeof pk === 'string'
      ? [{ hash: pk.slice('INVITE#'.length), invitation: readInvitation(item) }]
      : []
  })
  return found.sort((one, two) => (one.hash < two.hash ? -1 : 1))
}

/** Removes the remaining uses; false when the invitation does not exist. Users who redeemed it keep what it granted. */
export async function revokeInvitation(hash: string): Promise<boolean> {
  const input = {
    Key: keyAttributes(invitationKey(hash)),
    UpdateExpression: 'SET usesLeft = :none',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: toAttributes({ ':none': 0 }),
  }
  return (await tryConditional(suiteDatabase.send('UpdateItem', input, makeCall()))) !== undefined
}
