/** What each effect remembers of an event, and what it then does. */
import { describe, expect, test } from 'vitest'
import { PermanentEffectError } from '../../../triggers/core/effect.ts'
import { type EmailReservation, emailReservation } from '../../../triggers/core/email-reservation.ts'
import type { Call } from '../../../triggers/core/step.ts'
import {
  definePostConfirmation,
  dueEffects,
  type EffectDefinition,
  type ProvisionedUser,
  type ProvisioningEvent,
} from '../../../triggers/post-confirmation/effect-definition.ts'
import { consumeInvitation } from '../../../triggers/post-confirmation/effects/consume-invitation.ts'
import { defaultGroup } from '../../../triggers/post-confirmation/effects/default-group.ts'
import { invitedGroups } from '../../../triggers/post-confirmation/effects/invited-groups.ts'
import {
  type KeptReservations,
  keepReservation,
} from '../../../triggers/post-confirmation/effects/keep-reservation.ts'
import { profile } from '../../../triggers/post-confirmation/effects/profile.ts'
import { tenantMembership } from '../../../triggers/post-confirmation/effects/tenant-membership.ts'
import { userConfirmedEvent } from '../../../triggers/post-confirmation/effects/user-confirmed-event.ts'
import { webhook } from '../../../triggers/post-confirmation/effects/webhook.ts'
import { welcomeMail } from '../../../triggers/post-confirmation/effects/welcome-mail.ts'
import type { DomainEvent } from '../../../triggers/post-confirmation/event-bus.ts'
import type { Redeemed } from '../../../triggers/post-confirmation/invitations.ts'
import { placeholdersIn, renderTemplate } from '../../../triggers/post-confirmation/mail-template.ts'
import type { Mail } from '../../../triggers/post-confirmation/mailer.ts'
import type { WebhookMessage } from '../../../triggers/post-confirmation/webhook-sender.ts'
import { welcomeTemplates } from '../../../triggers/post-confirmation/welcome-templates.ts'
import { createMemoryLedger } from '../../support/memory-ledger.ts'

const nowMs = 1_767_225_600_000
const call: Call = {
  signal: new AbortController().signal,
  maxAttempts: 1,
  remainingMs: () => 1_000,
  onAttempt: () => {},
}

function eventOf(
  attributes: Readonly<Record<string, string>> = {},
  rest: Partial<ProvisioningEvent> = {},
): ProvisioningEvent {
  return {
    source: 'PostConfirmation_ConfirmSignUp',
    userPoolId: 'pool',
    region: 'eu-west-1',
    userName: 'jane',
    sub: 'sub-1',
    userAttributes: new Map(
      Object.entries({ email: 'jane@example.com', email_verified: 'true', name: 'Jane', ...attributes }),
    ),
    clientMetadata: new Map(),
    ...rest,
  }
}

/** Remembers, then acts as the worker would. */
async function perform(effect: EffectDefinition, event = eventOf()) {
  const facts = effect.remember(event, nowMs)
  if (facts === undefined) return 'nothing to do'
  const { userPoolId, region, userName, sub, source } = event
  const user: ProvisionedUser = { userPoolId, region, userName, sub, source, facts }
  return effect.act(user, `key-of-${effect.name}`, nowMs + 5_000, call)
}

describe('the profile', () => {
  test('has the attributes that were asked for, as they were at confirmation', async () => {
    const items: unknown[] = []
    const table = {
      name: 'suite-table',
      putIfAbsent: async (key: object, item: object) => {
        items.push({ ...key, ...item })
        return 'written' as const
      },
    } as const

    await perform(profile({ table, attributes: ['email', 'locale'] }))

    expect(items).toEqual([
      {
        pk: 'USER#pool#sub-1',
        sk: 'PROFILE',
        sub: 'sub-1',
        userName: 'jane',
        attributes: { email: 'jane@example.com' },
        createdAtMs: nowMs + 5_000,
      },
    ])
  })
})

describe('the event', () => {
  const events: DomainEvent[] = []
  const bus = {
    name: 'event-bus',
    put: async (event: DomainEvent) => {
      events.push(event)
      return `event-${events.length}`
    },
  } as const
  const load = () => Promise.resolve(bus)

  test('says who, why and when they were confirmed, and nothing personal unless asked for', async () => {
    const closing = await perform(userConfirmedEvent({ bus: load }))

    expect(closing).toEqual({ state: 'done', result: 'event-1' })
    expect(events.at(-1)).toEqual({
      source: 'cognito-trigger-suite',
      detailType: 'UserConfirmed',
      atMs: nowMs,
      detail: {
        version: 1,
        idempotencyKey: 'key-of-user-confirmed-event',
        userPoolId: 'pool',
        sub: 'sub-1',
        userName: 'jane',
        source: 'PostConfirmation_ConfirmSignUp',
        attributes: {},
      },
    })
  })

  test('carries the attributes that it is told to', async () => {
    await perform(userConfirmedEvent({ bus: load, attributes: ['name', 'locale'] }))

    expect(events.at(-1)?.detail['attributes']).toEqual({ name: 'Jane' })
  })
})

describe('the webhook', () => {
  test('has the same id and body at each attempt', async () => {
    const sent: WebhookMessage[] = []
    const sender = {
      name: 'webhook',
      send: async (message: WebhookMessage) => void sent.push(message),
    } as const
    const effect = webhook({ sender: () => Promise.resolve(sender), url: 'https://hooks.example.com/users' })
    const facts = effect.remember(eventOf(), nowMs) ?? {}
    const user = {
      userPoolId: 'pool',
      region: 'eu-west-1',
      userName: 'jane',
      sub: 'sub-1',
      source: 'Reconcile',
      facts,
    }

    await effect.act(user, 'key', nowMs + 1, call)
    await effect.act(user, 'key', nowMs + 3_600_000, call)

    expect(sent.map(({ id, body, url }) => ({ id, body, url }))).toEqual([
      {
        id: 'key',
        url: 'https://hooks.example.com/users',
        body: expect.stringContaining('2026-01-01T00:00:00.000Z'),
      },
      { id: 'key', url: 'https://hooks.example.com/users', body: sent[0]?.body },
    ])
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      type: 'user.confirmed',
      timestamp: '2026-01-01T00:00:00.000Z',
      data: { userPoolId: 'pool', sub: 'sub-1', userName: 'jane', source: 'Reconcile', attributes: {} },
    })
  })

  test.each(['http://hooks.example.com', 'hooks.example.com', ''])('to %j is refused', (url) => {
    const sender = () => Promise.reject(new Error('not called'))

    expect(() => webhook({ sender, url })).toThrow(
      /^webhook: url must be an https address .*, not an? (empty )?text$/,
    )
  })

  test.each([
    'https://user:secret@hooks.example.com/',
    'https://secret@hooks.example.com/',
    'http://u:secret@x/',
  ])('refuses an address with credentials, and does not quote it: %s', (url) => {
    const sender = () => Promise.reject(new Error('not called'))

    const refused = (): unknown => webhook({ sender, url })

    expect(refused).toThrow(
      'webhook: url must be an https address without user name and password: it is signed instead, not a text',
    )
    expect(refused).not.toThrow('secret')
  })

  test.each(['', 'a b', 'crm#1', 'crm.example', 'a'.repeat(49)])('refuses the name %j', (name) => {
    const sender = () => Promise.reject(new Error('not called'))

    expect(() => webhook({ sender, url: 'https://hooks.example.com/', name })).toThrow(
      'webhook: name must be',
    )
  })

  test('is told apart from another by its name', () => {
    const sender = () => Promise.reject(new Error('not called'))

    expect(webhook({ sender, url: 'https://hooks.example.com/', name: 'CRM-2' }).name).toBe('webhook-CRM-2')
  })
})

describe('the welcome mail', () => {
  const mails: Mail[] = []
  const mailer = {
    name: 'mail',
    send: async (mail: Mail) => {
      mails.push(mail)
      return 'message-1'
    },
  } as const
  const options = {
    mailer: () => Promise.resolve(mailer),
    from: 'welcome@example.com',
    templates: welcomeTemplates,
  }
  const welcome = welcomeMail(options)

  test.each([
    ['what the app said', { locale: 'fr' }, { locale: 'de-AT' }, 'Willkommen'],
    ['the attribute', { locale: 'fr-FR' }, {}, 'Bienvenue'],
    ['the language of everybody else', { locale: 'xx' }, {}, 'Welcome'],
  ])('speaks the language of %s', async (_, attributes, metadata, subject) => {
    await perform(welcome, eventOf(attributes, { clientMetadata: new Map(Object.entries(metadata)) }))

    expect(mails.at(-1)).toMatchObject({ to: 'jane@example.com', subject, from: 'welcome@example.com' })
  })

  test('is sent to an address that is verified in another letter case', async () => {
    expect(await perform(welcome, eventOf({ email_verified: 'True' }))).not.toBe('nothing to do')
  })

  test.each([
    ['is not verified', eventOf({ email_verified: 'false' })],
    ['is not there', eventOf({}, { userAttributes: new Map([['email_verified', 'true']]) })],
  ])('is not sent when the address %s', async (_, event) => {
    expect(await perform(welcome, event)).toBe('nothing to do')
  })

  test('is dropped for a record that remembers no address', async () => {
    const user = {
      userPoolId: 'pool',
      region: 'r',
      userName: 'jane',
      sub: 's',
      source: 'Reconcile',
      facts: {},
    }

    expect(await welcome.act(user, 'key', nowMs, call)).toEqual({ state: 'dropped', cause: 'no_address' })
  })

  test.each([
    ['who was confirmed an hour ago', { 'cognito:user_status': 'CONFIRMED' }, 3_600_000, true],
    ['who was created a week ago', { 'cognito:user_status': 'CONFIRMED' }, 604_800_000, false],
    ['who has yet to set a password', { 'cognito:user_status': 'FORCE_CHANGE_PASSWORD' }, 60_000, false],
  ])('to a user whom reconcile finds, %s: %j', (_, attributes, ageMs, isSent) => {
    const event = eventOf(attributes, { source: 'Reconcile', createdAtMs: nowMs - ageMs })

    expect(welcome.remember(event, nowMs) !== undefined).toBe(isSent)
  })

  test('needs a template for everybody else, and an address', () => {
    expect(() => welcomeMail({ ...options, templates: { de: welcomeTemplates.de } })).toThrow(
      "welcomeMail: templates has none for 'en', the language of everybody else",
    )
    expect(() => welcomeMail({ ...options, from: 'nobody' })).toThrow(
      "welcomeMail: from must be an address such as Example <welcome@example.com>, not 'nobody'",
    )
  })
})

describe('a mail template', () => {
  test('names what it asks for, once', () => {
    expect(placeholdersIn({ subject: '{{name}}', text: '{{ name | there }} {{custom:tenant}}' })).toEqual([
      'name',
      'custom:tenant',
    ])
  })

  test.each([
    ['Jane', 'Hello Jane'],
    ['J. R. R. Tolkien', 'Hello J. R. R. Tolkien'],
    ["Renée O'Neill-Müller", "Hello Renée O'Neill-Müller"],
    ['山田太郎', 'Hello 山田太郎'],
    ['', 'Hello there'],
    ['Click https://evil.example', 'Hello there'],
    ['win at evil.example now', 'Hello there'],
    ['a\nBcc: x@example.com', 'Hello there'],
    ['<b>x</b>', 'Hello there'],
    ['x'.repeat(61), 'Hello there'],
  ])('fills in %j as %j', (name, expected) => {
    expect(renderTemplate({ subject: 's', text: 'Hello {{name|there}}' }, { name }).text).toBe(expected)
  })

  test('escapes values in HTML', () => {
    const html = renderTemplate(
      { subject: 's', text: 't', html: "<i title='{{name}}'>" },
      { name: "O'Neill" },
    ).html

    expect(html).toBe("<i title='O&#39;Neill'>")
  })

  test('takes no value from the prototype', () => {
    expect(renderTemplate({ subject: 's', text: '{{constructor|none}}' }, {}).text).toBe('none')
  })
})

describe('an invitation', () => {
  const joined: unknown[] = []
  const groups: string[] = []
  const redeemedAs = (redeemed: Redeemed) => ({ name: 'suite-table', redeem: async () => redeemed }) as const
  const memberships = {
    name: 'suite-table',
    join: async (key: object, grant: object) => void joined.push({ ...key, ...grant }),
  } as const
  const directory = {
    name: 'user-directory',
    addUserToGroup: async ({ group }: { group: string }) => void groups.push(group),
  } as const
  const granted = redeemedAs({
    kind: 'redeemed',
    invitation: 'hash',
    grants: { groups: ['editors', 'admins'], tenant: 'acme' },
  })

  test('is consumed under its hash', async () => {
    expect(await perform(consumeInvitation({ invitations: granted }))).toEqual({
      state: 'done',
      result: 'hash',
    })
  })

  test('that nobody had is nothing to consume', async () => {
    const closing = await perform(consumeInvitation({ invitations: redeemedAs({ kind: 'none' }) }))

    expect(closing).toEqual({ state: 'dropped', cause: 'not_invited' })
  })

  test('that others used up fails at once, and grants nothing', async () => {
    const invitations = redeemedAs({ kind: 'refused' })

    await expect(perform(consumeInvitation({ invitations }))).rejects.toEqual(
      new PermanentEffectError('invitation_used_up'),
    )
    const membership = await perform(tenantMembership({ invitations, memberships }))
    expect(membership).toEqual({ state: 'dropped', cause: 'invitation_used_up' })
    expect(await perform(invitedGroups({ invitations, directory, allowed: ['editors'] }))).toEqual(membership)
    expect([joined, groups]).toEqual([[], []])
  })

  test('makes a member of its tenant', async () => {
    const closing = await perform(tenantMembership({ invitations: granted, memberships, roles: ['reader'] }))

    expect(closing).toEqual({ state: 'done', result: 'acme' })
    expect(joined).toEqual([
      { pk: 'USER#pool#sub-1', sk: 'MEMBERSHIPS', tenant: 'acme', roles: ['reader'], sinceMs: nowMs + 5_000 },
    ])
  })

  test('grants the groups that are allowed, and fails for the others so that somebody looks', async () => {
    await expect(
      perform(invitedGroups({ invitations: granted, directory, allowed: ['editors'] })),
    ).rejects.toEqual(new PermanentEffectError('group_not_allowed'))
    expect(groups).toEqual(['editors'])
  })
})

describe('the reservation of an address', () => {
  const reservationsOf = (kept: 'kept' | 'taken') =>
    ({ name: 'suite-table', keep: async () => kept }) as const

  test('becomes permanent, and the record knows its key', async () => {
    const closing = await perform(keepReservation({ reservations: reservationsOf('kept') }))

    expect(closing).toEqual({ state: 'done', result: expect.stringMatching(/^EMAIL#[0-9a-f]{64}$/) })
  })

  test('that somebody else has fails at once', async () => {
    await expect(perform(keepReservation({ reservations: reservationsOf('taken') }))).rejects.toEqual(
      new PermanentEffectError('address_taken'),
    )
  })

  test('that is verified in another letter case is kept', async () => {
    const effect = keepReservation({ reservations: reservationsOf('kept') })

    expect(await perform(effect, eventOf({ email_verified: 'True' }))).not.toBe('nothing to do')
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['is not verified', { email_verified: 'false' }],
    ['came from a provider, unless that is declared', { 'cognito:user_status': 'EXTERNAL_PROVIDER' }],
  ])('that %s is not kept: it lapses', async (_, attributes) => {
    const effect = keepReservation({ reservations: reservationsOf('kept') })

    expect(await perform(effect, eventOf({ email_verified: 'true', ...attributes }))).toBe('nothing to do')
  })

  test('of a federated user is held by user name, as it was reserved', async () => {
    const kept: EmailReservation[] = []
    const reservations: KeptReservations = {
      name: 'suite-table',
      async keep(reservation) {
        kept.push(reservation)
        return 'kept'
      },
    }
    const event = eventOf({ email_verified: 'true', 'cognito:user_status': 'EXTERNAL_PROVIDER' })

    await perform(keepReservation({ reservations, federated: 'keep' }), event)

    const email = event.userAttributes.get('email') ?? ''
    expect(kept).toEqual([emailReservation({ ...event, email }, 'user-name', {})])
  })

  test('is nothing to keep for a user without an address', async () => {
    const event = eventOf({}, { userAttributes: new Map() })

    expect(await perform(keepReservation({ reservations: reservationsOf('kept') }), event)).toBe(
      'nothing to do',
    )
  })
})

describe('which effects are due', () => {
  const directory = { name: 'user-directory', addUserToGroup: async () => {} } as const
  const group = defaultGroup({ directory, group: 'members' })
  const effects = [
    group,
    { ...group, name: 'for-resets', sources: ['PostConfirmation_ConfirmForgotPassword'] as const },
  ]

  test.each([
    ['PostConfirmation_ConfirmSignUp', ['default-group']],
    ['PostConfirmation_ConfirmForgotPassword', ['for-resets']],
    ['Reconcile', ['default-group']],
  ] as const)('for %s: %j', (source, names) => {
    expect(dueEffects({ effects }, eventOf({}, { source }), nowMs).map(({ name }) => name)).toEqual(names)
  })
})

describe('a configuration', () => {
  const directory = { name: 'user-directory', addUserToGroup: async () => {} } as const
  const group = defaultGroup({ directory, group: 'members' })
  const define = (...effects: EffectDefinition[]) =>
    definePostConfirmation({ ledger: createMemoryLedger(), effects })

  test.each([
    [
      'the same effect twice',
      [group, group],
      'effect default-group is configured twice: give each its own name',
    ],
    ['an effect without a source', [{ ...group, sources: [] }], 'effects[0].sources is empty'],
    [
      'at most once inline',
      [{ ...group, delivery: 'at-most-once' as const }],
      "is at-most-once, which takes a claim of its own: give it when: 'deferred'",
    ],
    [
      'more than one attempt at most once',
      [{ ...group, when: 'deferred' as const, delivery: 'at-most-once' as const, attempts: 2 }],
      'effect default-group is at-most-once, so its attempts must be 1, not 2',
    ],
    [
      'a budget over that of a lease',
      [{ ...group, when: 'deferred' as const, budgetMs: 10_001 }],
      'budgetMs must be a whole number from 1 to 10000, not 10001',
    ],
  ])('with %s is refused', (_, effects, sentence) => {
    expect(() => define(...effects)).toThrow(sentence)
  })

  test('may have any number of deferred effects that call the user pool', () => {
    expect(() => define(group, { ...group, name: 'other', when: 'deferred' })).not.toThrow()
  })
})
