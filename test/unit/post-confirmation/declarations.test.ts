/** What each effect declares, by default and with options: permissions, budgets and repeats depend on it. */
import { expect, test } from 'vitest'
import type { EffectDefinition } from '../../../triggers/post-confirmation/effect-definition.ts'
import { consumeInvitation } from '../../../triggers/post-confirmation/effects/consume-invitation.ts'
import { defaultGroup } from '../../../triggers/post-confirmation/effects/default-group.ts'
import { invitedGroups } from '../../../triggers/post-confirmation/effects/invited-groups.ts'
import { keepReservation } from '../../../triggers/post-confirmation/effects/keep-reservation.ts'
import { profile } from '../../../triggers/post-confirmation/effects/profile.ts'
import { starterEntitlements } from '../../../triggers/post-confirmation/effects/starter-entitlements.ts'
import { tenantMembership } from '../../../triggers/post-confirmation/effects/tenant-membership.ts'
import { userConfirmedEvent } from '../../../triggers/post-confirmation/effects/user-confirmed-event.ts'
import { webhook } from '../../../triggers/post-confirmation/effects/webhook.ts'
import { welcomeMail } from '../../../triggers/post-confirmation/effects/welcome-mail.ts'

const never = (): Promise<never> => Promise.reject(new Error('is not called'))
const table = { name: 'table', putIfAbsent: never } as const
const directory = { name: 'user-pool', addUserToGroup: never } as const
const invitations = { name: 'table', redeem: never } as const
const memberships = { name: 'table', join: never } as const
const bus = { name: 'event-bus', put: never } as const
const sender = { name: 'webhook', send: never } as const
const mailer = { name: 'mail', send: never } as const
const reservations = { name: 'table', keep: never } as const
const templates = { en: { subject: 'Welcome', text: 'Hello' } }
const from = 'welcome@example.com'
const url = 'https://hooks.example.com/'
const groups = ['members', 'staff']

/** Without what it does, and with its dependency by name. */
function declarationOf(effect: EffectDefinition): object {
  const declared = Object.entries(effect).filter(([, value]) => typeof value !== 'function')
  return { ...Object.fromEntries(declared), dependency: effect.dependency.name }
}

const ofConfirmation = {
  sources: ['PostConfirmation_ConfirmSignUp', 'Reconcile'],
  budgetMs: 1_800,
  attempts: 2,
  onFailure: { kind: 'defer' },
  delivery: 'idempotent',
}
const inTable = { ...ofConfirmation, dependency: 'table' }
const redeems = ['dynamodb:GetItem', 'dynamodb:UpdateItem']
const sources = ['PostConfirmation_ConfirmForgotPassword'] as const
const other = { sources, budgetMs: 900 } as const

test.each<[EffectDefinition, object]>([
  [
    consumeInvitation({ invitations }),
    { ...inTable, name: 'consume-invitation', when: 'deferred', actions: redeems },
  ],
  [
    defaultGroup({ directory, group: 'members' }),
    {
      ...ofConfirmation,
      name: 'default-group',
      when: 'inline',
      dependency: 'user-pool',
      actions: ['cognito-idp:AdminAddUserToGroup'],
      groups: ['members'],
    },
  ],
  [
    invitedGroups({ invitations, directory, allowed: groups }),
    {
      ...ofConfirmation,
      name: 'invited-groups',
      when: 'deferred',
      dependency: 'user-pool',
      actions: ['cognito-idp:AdminAddUserToGroup'],
      groups,
      budgetMs: 5_000,
    },
  ],
  [
    keepReservation({ reservations }),
    {
      ...inTable,
      name: 'keep-reservation',
      when: 'deferred',
      actions: ['dynamodb:UpdateItem', 'dynamodb:BatchGetItem'],
    },
  ],
  [
    profile({ table, attributes: [] }),
    { ...inTable, name: 'profile', when: 'inline', actions: ['dynamodb:PutItem'], reads: [] },
  ],
  [
    starterEntitlements({ table, entitlements: { plan: 'free' } }),
    { ...inTable, name: 'starter-entitlements', when: 'inline', actions: ['dynamodb:PutItem'] },
  ],
  [
    tenantMembership({ invitations, memberships }),
    { ...inTable, name: 'tenant-membership', when: 'inline', actions: [...redeems, 'dynamodb:PutItem'] },
  ],
  [
    userConfirmedEvent({ bus }),
    {
      ...ofConfirmation,
      name: 'user-confirmed-event',
      when: 'deferred',
      dependency: 'event-bus',
      actions: ['events:PutEvents'],
      budgetMs: 5_000,
      delivery: 'at-least-once',
      reads: [],
    },
  ],
  [
    webhook({ sender, url }),
    {
      ...ofConfirmation,
      name: 'webhook',
      when: 'deferred',
      dependency: 'webhook',
      actions: ['secretsmanager:GetSecretValue'],
      budgetMs: 8_000,
      attempts: 1,
      delivery: 'at-least-once',
      reads: [],
    },
  ],
  [
    welcomeMail({ mailer, from, templates }),
    {
      ...ofConfirmation,
      name: 'welcome-mail',
      when: 'deferred',
      dependency: 'mail',
      actions: ['ses:SendEmail'],
      budgetMs: 5_000,
      attempts: 1,
      delivery: 'at-most-twice',
      mailFrom: from,
      reads: [],
    },
  ],
])('$name declares what it takes by default', (effect, declared) => {
  expect(declarationOf(effect)).toStrictEqual(declared)
})

test.each<[EffectDefinition, Partial<EffectDefinition>]>([
  [consumeInvitation({ invitations, when: 'inline', budgetMs: 900 }), { when: 'inline', budgetMs: 900 }],
  [
    defaultGroup({ directory, group: 'members', name: 'staff-group', when: 'deferred', ...other }),
    { name: 'staff-group', when: 'deferred', ...other },
  ],
  [invitedGroups({ invitations, directory, allowed: groups, budgetMs: 900 }), { budgetMs: 900 }],
  [keepReservation({ reservations, when: 'inline', budgetMs: 900 }), { when: 'inline', budgetMs: 900 }],
  [profile({ table, attributes: [], when: 'deferred', ...other }), { when: 'deferred', ...other }],
  [
    starterEntitlements({ table, entitlements: { plan: 'free' }, when: 'deferred', ...other }),
    { when: 'deferred', ...other },
  ],
  [
    tenantMembership({ invitations, memberships, when: 'deferred', budgetMs: 900 }),
    { when: 'deferred', budgetMs: 900 },
  ],
  [userConfirmedEvent({ bus, ...other }), other],
  [webhook({ sender, url, name: 'crm', ...other }), { name: 'webhook-crm', ...other }],
  ...(['at-most-twice', 'at-most-once', 'at-least-once'] as const).map(
    (delivery): [EffectDefinition, Partial<EffectDefinition>] => [
      welcomeMail({ mailer, from, templates, delivery, ...other }),
      { delivery, ...other },
    ],
  ),
])('$name declares what it is told', (effect, declared) => {
  expect(effect).toMatchObject(declared)
})
