/** Takes attributes from a stored user. */
import { checkGivenAttributes, type Attributes } from './attributes.ts'
import { changeAttributes } from './change-attributes.ts'
import type { Context } from '../context.ts'
import { invalidParameter } from '../errors.ts'
import type { User } from './users.ts'

/** The change that `deleteAttributes` makes of these names: every value is empty. */
export function emptyAttributes(names: readonly string[]): Attributes {
  return new Map(names.map((name) => [name, '']))
}

/** @throws PoolError `InvalidParameterException` for an attribute that is required, immutable or unknown. */
export async function deleteAttributes(
  context: Context,
  user: User,
  names: readonly string[],
): Promise<void> {
  const { schema } = context.settings
  const change = emptyAttributes(names)
  checkGivenAttributes(change, schema)
  const required = names.find((name) => name !== 'sub' && schema.get(name)?.isRequired === true)
  if (required !== undefined)
    throw invalidParameter(`Invalid user attributes: ${required}: Required attribute cannot be deleted.`)

  // A removed attribute needs no proof, so that no message is sent.
  await changeAttributes(context, user, change, { clientId: undefined, clientMetadata: undefined })
}
