/** What an effect, and what it is given, must be. */
import { maxEffectBudgetMs } from '../domain/effect-record.ts'
import { attributeName } from '../core/options/attribute-name.ts'
import { type Checks, optional, type RequiredCheck, shape, valueThat } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { groupName } from '../core/options/group-name.ts'
import { port } from '../core/options/port.ts'
import { provisioningSourceList } from '../events/source-lists.ts'
import { actions } from '../core/options/actions.ts'
import { dependency } from '../core/options/step.ts'
import { callable, oneOf, text, whole } from '../core/options/values.ts'
import { sender } from './mail-options.ts'
import type { DirectoryEffect } from './directory-effect.ts'
import type { EffectDefinition, EffectOptions } from './effect-definition.ts'

export const when = oneOf(['inline', 'deferred'])

/** The budget of claim, act and close together. */
export const effectBudget = whole(1, maxEffectBudgetMs)

export const effectOptions = {
  when: optional(when),
  sources: optional(provisioningSourceList),
  budgetMs: optional(effectBudget),
} satisfies Checks<EffectOptions>

/** Attributes that an effect remembers. The list may be empty. */
export const attributeList = list(attributeName, 0)

/** Whether a name is kebab-case and short. Records, idempotency keys and metrics hold it. */
export const effectName = text(
  'lower-case letters, digits and hyphens, 64 at most',
  (name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length <= 64,
)

/** An error does not quote the text, since it may be a password. */
export const webhookAddress = valueThat(
  'an https address without user name and password: it is signed instead',
  (value) => {
    const address = typeof value === 'string' && value === value.trim() ? URL.parse(value) : null
    return address?.protocol === 'https:' && address.username + address.password === ''
  },
)

export const invitations = port('invitations, such as suiteInvitations', 'table', ['redeem'])
export const memberships = port('memberships, such as suiteInvitations', 'table', ['join'])
export const keptReservations = port('reservations, such as suiteInvitations', 'table', ['keep'])
export const effectLedger = port('a ledger, such as suiteTableWriter', 'table', ['open', 'claim', 'close'])

export const effectDefinition: RequiredCheck = shape<EffectDefinition & Partial<DirectoryEffect>>(
  {
    name: effectName,
    when,
    sources: provisioningSourceList,
    dependency,
    actions,
    budgetMs: effectBudget,
    attempts: whole(1, 5),
    onFailure: shape<EffectDefinition['onFailure']>({ kind: oneOf(['defer', 'drop']) }),
    groups: optional(list(groupName, 0)),
    reads: optional(attributeList),
    delivery: oneOf(['idempotent', 'at-least-once', 'at-most-twice', 'at-most-once']),
    mailFrom: optional(sender),
    remember: callable('a function from an event to what is remembered'),
    act: callable('a function that acts'),
    over: optional(callable('a function that wraps the directory')),
  },
  'an effect',
)
