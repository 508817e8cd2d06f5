/** Changes attributes of a stored user and asks for proof of a new address. */
import { demandFreeAlias, moveAliases } from './aliases.ts'
import { checkChangedAttributes, isVerified, type Attributes } from './attributes.ts'
import type { Context } from '../context.ts'
import { deliverCode, type CodeDeliveryDetails } from '../codes/deliver-code.ts'
import type { MessageCall } from '../triggers/custom-message.ts'
import { userNotFound } from '../errors.ts'
import { isSignInName, type User } from './users.ts'

/**
 * An empty value removes the attribute. A new e-mail or phone number is unverified unless the change itself says
 * otherwise, and a code goes to it where the pool verifies automatically.
 * @throws PoolError as UpdateUserAttributes declares.
 */
export async function changeAttributes(
  context: Context,
  user: User,
  change: Attributes,
  call: Omit<MessageCall, 'triggerSource'>,
): Promise<readonly CodeDeliveryDetails[]> {
  checkChangedAttributes(change, context.settings.schema)
  const renewed = (['email', 'phone_number'] as const).filter(
    (name) => change.get(name) && change.get(name) !== user.attributes.get(name),
  )
  const merged = new Map([
    ...user.attributes,
    ...renewed.map((name): [string, string] => [`${name}_verified`, 'false']),
    ...change,
  ])
  const attributes = new Map([...merged].filter(([name, value]) => value !== '' && isBacked(name, merged)))
  const candidate = { ...user, attributes }
  for (const name of ['email', 'phone_number', 'preferred_username'] as const) {
    const isTouched = change.has(name) || change.has(`${name}_verified`)
    if (isTouched && isSignInName(candidate, name, context.settings))
      demandFreeAlias(context, name, candidate)
  }
  const changed = context.users.change(user.sub, { attributes })
  if (changed === undefined) throw userNotFound()
  moveAliases(context, changed)
  // A code that went to the old address proves nothing about the new one.
  for (const name of renewed) context.codes.spend(user.sub, `verify-${name}`)
  const unproven = renewed.filter(
    (name) => context.settings.autoVerified.includes(name) && !isVerified(changed.attributes, name),
  )
  const message = { ...call, triggerSource: 'CustomMessage_UpdateUserAttribute' } as const
  return Promise.all(unproven.map((name) => deliverCode(context, changed, name, `verify-${name}`, message)))
}

/** `email_verified` without an `email` says nothing. */
function isBacked(name: string, attributes: Attributes): boolean {
  const backing = new Map([
    ['email_verified', 'email'],
    ['phone_number_verified', 'phone_number'],
  ]).get(name)
  return backing === undefined || Boolean(attributes.get(backing))
}
