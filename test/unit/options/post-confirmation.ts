/** Valid options of the effects, of the worker that finishes them, and of the adapters that take some. */
import { adapter, names } from './marks.ts'
import { clock } from './pre-sign-up.ts'
import type { Rows } from './rows.ts'

const table = () => adapter('table', 'putIfAbsent')
const directory = () => adapter('user-pool', 'addUserToGroup')
const invitations = () => adapter('table', 'redeem')
const ledger = () => adapter('table', 'open', 'claim', 'close')
const sources = ['PostConfirmation_ConfirmSignUp', 'Reconcile']
const budgetMs = 2_000

const effect = () => ({
  name: 'own-effect',
  when: 'deferred',
  sources,
  dependency: adapter('table'),
  actions: ['dynamodb:PutItem'],
  budgetMs,
  attempts: 1,
  onFailure: { kind: 'defer' },
  delivery: 'idempotent',
  mailFrom: 'welcome@example.com',
  remember: () => {},
  act: () => {},
})
const ofEffect = (at: string): readonly string[] =>
  Object.keys(effect())
    .filter((name) => name !== 'mailFrom')
    .concat('onFailure.kind')
    .map((name) => `${at}.${name}`)

export const postConfirmationRows: Rows = {
  'post-confirmation/define.ts#definePostConfirmation': [
    {
      options: {
        ledger: ledger(),
        effects: [effect()],
        language: 'de',
        texts: names({ it: { email_required: 'Inserisci un indirizzo e-mail' } }),
      },
      required: ['ledger', 'effects', ...ofEffect('effects[]')],
      cased: ['effects[].mailFrom'],
      open: ['texts.it.email_required'],
      prose: ['texts.it.email_required'],
    },
  ],
  'provisioning-worker/config.ts#defineProvisioningWorker': [
    {
      options: {
        postConfirmation: {
          trigger: 'post-confirmation',
          ledger: ledger(),
          effects: [effect()],
          language: 'de',
          texts: names({ it: { email_required: 'Inserisci un indirizzo e-mail' } }),
        },
        index: adapter('table', 'find', 'readMany', 'takeWalk', 'keepWalk'),
        users: adapter('user-pool', 'listUsers', 'findUser'),
        copies: 2,
        adminWritesPerSecond: 5,
        lookUpsPerSecond: 5,
        reconcile: { pagesPerSecond: 10, usersPerSecond: 10, minAgeMs: 900_000 },
        effectsSince: '2026-11-28T12:00:00Z',
      },
      required: [
        'postConfirmation',
        'postConfirmation.trigger',
        'postConfirmation.ledger',
        'postConfirmation.effects',
        'postConfirmation.language',
        ...ofEffect('postConfirmation.effects[]'),
        'index',
        'users',
      ],
      cased: ['postConfirmation.effects[].mailFrom'],
      open: ['postConfirmation.texts.it.email_required'],
      prose: ['postConfirmation.texts.it.email_required'],
    },
  ],
  'post-confirmation/effects/consume-invitation.ts#consumeInvitation': [
    { options: { invitations: invitations(), when: 'inline', budgetMs }, required: ['invitations'] },
  ],
  'post-confirmation/effects/default-group.ts#defaultGroup': [
    {
      options: { directory: directory(), group: 'members', name: 'own', when: 'inline', sources, budgetMs },
      required: ['directory', 'group'],
      cased: ['group'],
    },
  ],
  'post-confirmation/effects/invited-groups.ts#invitedGroups': [
    {
      options: { invitations: invitations(), directory: directory(), allowed: ['members'], budgetMs },
      required: ['invitations', 'directory', 'allowed'],
      cased: ['allowed[]'],
    },
  ],
  'post-confirmation/effects/keep-reservation.ts#keepReservation': [
    {
      options: {
        reservations: adapter('table', 'keep'),
        holder: 'user-name',
        same: { letterCase: true, plusTags: 'never', dots: true },
        federated: 'keep',
        when: 'inline',
        budgetMs,
      },
      required: ['reservations'],
    },
  ],
  'post-confirmation/effects/profile.ts#profile': [
    {
      options: { table: table(), attributes: ['email'], when: 'inline', sources, budgetMs },
      required: ['table', 'attributes'],
    },
  ],
  'post-confirmation/effects/starter-entitlements.ts#starterEntitlements': [
    {
      options: { table: table(), entitlements: names({ plan: 'free' }), when: 'inline', sources, budgetMs },
      required: ['table', 'entitlements'],
      any: ['entitlements.plan'],
    },
  ],
  'post-confirmation/effects/tenant-membership.ts#tenantMembership': [
    {
      options: {
        invitations: invitations(),
        memberships: adapter('table', 'join'),
        roles: ['reader'],
        when: 'inline',
        budgetMs,
      },
      required: ['invitations', 'memberships'],
      open: ['roles[]'],
    },
  ],
  'post-confirmation/effects/user-confirmed-event.ts#userConfirmedEvent': [
    {
      options: { bus: adapter('event-bus', 'put'), attributes: ['email'], sources, budgetMs },
      required: ['bus'],
    },
  ],
  'post-confirmation/effects/webhook.ts#webhook': [
    {
      options: {
        sender: adapter('webhook', 'send'),
        url: 'https://hooks.example.com/users',
        name: 'billing',
        attributes: ['email'],
        sources,
        budgetMs,
      },
      required: ['sender', 'url'],
      cased: ['url', 'name'],
    },
  ],
  'post-confirmation/effects/welcome-mail.ts#welcomeMail': [
    {
      options: {
        mailer: adapter('mail', 'send'),
        from: 'Example <welcome@example.com>',
        templates: {
          en: { subject: 'Welcome', text: 'Hello {{name|there}}\n', html: '<p>Hello {{name}}</p>' },
        },
        language: 'en',
        delivery: 'at-most-once',
        sources,
        reconciledWithinMs: 1_000,
        budgetMs,
      },
      required: ['mailer', 'from', 'templates', 'templates.en', 'templates.en.subject', 'templates.en.text'],
      open: ['templates.en.subject', 'templates.en.text', 'templates.en.html'],
      cased: ['from'],
      prose: ['templates.en.subject', 'templates.en.text', 'templates.en.html'],
    },
  ],
  'adapters/human-verifier-siteverify.ts#siteverify': [
    {
      options: {
        service: 'turnstile',
        secret: Object.assign(adapter(undefined, 'read', 'forget'), {
          name: { store: 'ssm', name: '/suite/turnstile' },
          actions: ['ssm:GetParameter'],
        }),
        endpoint: 'https://captcha.example.com/siteverify',
      },
      required: ['service', 'secret', 'secret.name.store', 'secret.name.name'],
      cased: ['endpoint', 'secret.name.name'],
    },
  ],
  'adapters/own-service.ts#ownService': [
    {
      options: {
        name: 'own-crm',
        origin: 'https://crm.example.com',
        secret: Object.assign(adapter(undefined, 'read', 'forget'), {
          name: { store: 'ssm', name: '/crm/key' },
          actions: ['ssm:GetParameter'],
        }),
      },
      required: ['name', 'origin', 'secret.name.store', 'secret.name.name'],
      cased: ['secret.name.name'],
    },
  ],
  'adapters/secret-https.ts#parameterSecret': [
    { options: { maxAgeMs: 1_000, clock: clock(), connect: () => {} }, required: [], isOptional: true },
  ],
  'adapters/secret-https.ts#secretsManagerSecret': [
    { options: { maxAgeMs: 1_000, clock: clock(), connect: () => {} }, required: [], isOptional: true },
  ],
}
