/** Valid options of the claim sources. */
import { temporarilyUnavailable, tokenTooLarge } from '../../../triggers/core/denial-catalogue.ts'
import { adapter, leaf, names } from './marks.ts'
import { domains, factStep, ofFact, reader } from './pre-sign-up.ts'
import type { OptionSet, Rows } from './rows.ts'

export const read = () => ({
  table: reader(),
  budgetMs: 500,
  cacheMaxAgeMs: 0,
  lastKnownMaxAgeMs: 60_000,
  clock: adapter(undefined, 'epochMs'),
})
const item = () => ({ ...factStep(), onFailure: { kind: 'use', value: undefined }, lastKnown: () => {} })
const ofItem = (at: string): readonly string[] => [
  at,
  ...ofFact(at).filter((name) => !name.endsWith('.denial')),
]

export const only = () => ({ only: ['1example23456789'] })
export const except = () => ({ except: ['1example23456789'] })

const denyingItem = () => ({
  ...item(),
  onFailure: { kind: 'deny', denial: leaf({ ...temporarilyUnavailable }) },
})
const ofDenyingItem = (at: string): readonly string[] => [
  at,
  ...ofFact(at).filter((name) => !name.endsWith('.value')),
]
export const client = { required: ['appClients.except'], cased: ['appClients.except[]'] }

/** A source that needs a value, from each of the places where it may be. */
export const fromEachPlace = (
  more: object,
  required: readonly string[],
  open: readonly string[],
): readonly OptionSet[] => [
  {
    options: { from: { userAttribute: 'custom:x' }, ...more, appClients: except() },
    required: ['from', 'from.userAttribute', ...required, ...client.required],
    cased: client.cased,
    open,
  },
  {
    options: { from: { ...read(), itemAttribute: 'x' }, ...more },
    required: ['from', 'from.table', 'from.itemAttribute', ...required],
    open: ['from.itemAttribute', ...open],
  },
  {
    options: { from: { item: denyingItem(), itemAttribute: 'x' }, ...more },
    required: ['from', ...ofDenyingItem('from.item'), 'from.itemAttribute', ...required],
    open: ['from.itemAttribute', ...open],
  },
]

/** A source whose only option is for whom it speaks. */
const ofAppClients: readonly OptionSet[] = [only, except].map((appClients) => ({
  options: { appClients: appClients() },
  required: Object.keys(appClients()).map((name) => `appClients.${name}`),
  cased: ['appClients.only[]', 'appClients.except[]'],
  isOptional: true,
}))

const fixed = () => ({
  claims: names({ edition: 'pro' }),
  target: 'id',
  suppress: ['phone_number', { name: 'email', target: 'id' }],
  scopesToAdd: ['api/read'],
  scopesToSuppress: ['api/write'],
  groups: {
    addGroups: ['members'],
    removeGroups: ['guests'],
    addRoles: ['arn:aws:iam::123456789012:role/reader'],
    removeRoles: ['arn:aws:iam::123456789012:role/writer'],
    preferredRole: 'arn:aws:iam::123456789012:role/reader',
  },
})
const casedInFixed = ['scopesToAdd[]', 'scopesToSuppress[]', 'groups.addGroups[]']
const openInFixed = ['suppress[]', 'groups.removeGroups[]', 'groups.removeRoles[]', 'groups.preferredRole']

export const preTokenGenerationRows: Rows = {
  'pre-token-generation/define.ts#definePreTokenGeneration': [
    {
      options: {
        claims: [
          {
            name: 'own-source',
            sources: ['TokenGeneration_Authentication'],
            appClients: only(),
            fact: item(),
            claimNames: [{ name: 'a', target: 'id' }],
            scopeNames: ['api/read'],
            contribute: () => {},
            effect: { ...factStep(), name: 'an-effect', onFailure: { kind: 'drop' } },
          },
        ],
        version1Encoding: 'json',
        expectedVersion: '2',
        adminScope: 'remove',
        size: {
          idBytes: 4_096,
          accessBytes: 4_096,
          onOverflow: { ...tokenTooLarge, texts: names({ ...tokenTooLarge.texts }) },
          priorities: names({ a: 10 }),
          kept: ['b'],
        },
        language: 'de',
        unknownSource: 'deny',
        texts: names({ it: { email_required: 'Inserisci un indirizzo e-mail' } }),
      },
      required: [
        'claims',
        ...['name', 'sources', 'claimNames', 'contribute'].map((name) => `claims[].${name}`),
        ...ofItem('claims[].fact').slice(1),
        ...ofItem('claims[].effect').slice(1),
        'claims[].appClients.only',
        'claims[].claimNames[].name',
        'claims[].claimNames[].target',
        ...['code', 'texts', 'reason'].map((name) => `size.onOverflow.${name}`),
      ],
      open: [
        'claims[].claimNames[]',
        'claims[].claimNames[].name',
        'size.kept[]',
        'size.onOverflow.reason',
        'texts.it.email_required',
        ...Object.keys(tokenTooLarge.texts).map((language) => `size.onOverflow.texts.${language}`),
      ],
      any: ['claims[].fact.onFailure.value'],
      cased: ['claims[].scopeNames[]', 'claims[].appClients.only[]'],
      prose: [
        'size.onOverflow.reason',
        'texts.it.email_required',
        ...Object.keys(tokenTooLarge.texts).map((language) => `size.onOverflow.texts.${language}`),
      ],
    },
  ],
  'pre-token-generation/claims/accepted-terms.ts#acceptedTerms': [
    {
      options: {
        from: { userAttribute: 'custom:terms' },
        current: ['2026-05'],
        claim: 'terms',
        versionClaim: 'version_of_terms',
        target: 'id',
      },
      required: ['from', 'from.userAttribute', 'current'],
      open: ['current[]', 'claim', 'versionClaim'],
    },
    {
      options: { from: { ...read(), onFailure: 'deny', itemAttribute: 'terms' }, current: ['2026-05'] },
      required: ['from', 'from.table', 'from.itemAttribute', 'current'],
      open: ['from.itemAttribute', 'current[]'],
    },
    {
      options: { from: { item: item(), itemAttribute: 'terms' }, current: ['2026-05'] },
      required: ['from', ...ofItem('from.item'), 'from.itemAttribute', 'current'],
      open: ['from.itemAttribute', 'current[]'],
      any: ['from.item.onFailure.value'],
    },
  ],
  'pre-token-generation/claims/allowed-email-domains.ts#allowedEmailDomains': domains(
    { appClients: except() },
    client,
  ),
  'pre-token-generation/claims/deny-suspended.ts#denySuspended': fromEachPlace({ name: 'own' }, [], []),
  'pre-token-generation/claims/maintenance.ts#maintenance': [
    {
      options: { name: 'own', isOn: true, exceptGroups: ['staff'], appClients: except() },
      required: ['isOn', ...client.required],
      cased: [...client.cased, 'exceptGroups[]'],
    },
    { options: read(), required: ['table'] },
  ],
  'pre-token-generation/claims/require-terms.ts#requireTerms': fromEachPlace(
    { current: ['2026-05'] },
    ['current'],
    ['current[]'],
  ),
  'pre-token-generation/claims/require-verified-email.ts#requireVerifiedEmail': ofAppClients,
  'pre-token-generation/claims/app-client-claims.ts#appClientClaims': [
    {
      options: { clients: names({ web: fixed() }) },
      required: ['clients'],
      open: openInFixed.map((name) => `clients.web.${name}`),
      cased: casedInFixed.map((name) => `clients.web.${name}`),
      any: ['clients.web.claims.edition'],
    },
  ],
  'pre-token-generation/claims/attribute-claims.ts#attributeClaims': [
    {
      options: {
        claims: names({
          locale: 'locale',
          teams: { attribute: 'custom:teams', type: 'list', separator: ';' },
        }),
        target: 'access',
        name: 'more-claims',
      },
      required: ['claims', 'claims.teams.attribute', 'claims.teams.type'],
      prose: ['claims.teams.separator'],
    },
  ],
  'pre-token-generation/claims/client-audience.ts#clientAudience': ofAppClients,
  'pre-token-generation/claims/ensure-provisioned.ts#ensureProvisioned': [
    {
      options: {
        table: reader(),
        handover: adapter('table', 'handOver'),
        budgetMs: 300,
        writeBudgetMs: 300,
        clock: adapter(undefined, 'epochMs'),
      },
      required: ['table', 'handover'],
    },
  ],
  'pre-token-generation/claims/entitlements.ts#entitlements': [
    {
      options: {
        ...read(),
        name: 'own-entitlements',
        claims: names({
          plan: 'plan',
          seats: { attribute: 'seats', isLastKnownAllowed: true, isRestrictive: false, isPartial: false },
        }),
        onFailure: 'deny',
        target: 'id',
      },
      required: ['table', 'claims', 'claims.seats.attribute'],
      open: ['claims.plan', 'claims.seats', 'claims.seats.attribute'],
    },
    {
      options: { item: item(), claims: names({ plan: 'plan' }) },
      required: [...ofItem('item'), 'claims'],
      open: ['claims.plan'],
      any: ['item.onFailure.value'],
    },
  ],
  'pre-token-generation/claims/features.ts#features': [
    {
      options: {
        ...read(),
        name: 'own-features',
        onFailure: 'deny',
        plans: names({ pro: ['export'] }),
        defaultPlan: 'pro',
        planClaim: 'edition',
        featuresClaim: 'parts',
        target: 'id',
        isLastKnownAllowed: true,
      },
      required: ['table', 'plans'],
      open: ['planClaim', 'featuresClaim'],
      cased: ['plans.pro[]'],
    },
  ],
  'pre-token-generation/claims/machine-clients.ts#machineClients': [
    {
      options: {
        clients: names({
          worker: {
            tenant: 't1',
            scopes: ['api/read'],
            extraScopes: ['api/write'],
            claims: names({ a: 1 }),
          },
        }),
        claim: 'acts_for',
        unlisted: 'no-scopes',
      },
      required: ['clients'],
      open: ['clients.worker.tenant', 'claim'],
      cased: ['clients.worker.scopes[]', 'clients.worker.extraScopes[]'],
      any: ['clients.worker.claims.a'],
    },
    {
      options: { ...read(), whenUnread: 'deny', isLastKnownAllowed: true, unlisted: 'no-scopes' },
      required: ['table'],
    },
  ],
  'pre-token-generation/claims/permissions-from-groups.ts#permissionsFromGroups': [
    {
      options: {
        groups: names({ editors: ['writer'] }),
        roles: names({ writer: ['articles:write'] }),
        claim: 'may',
        rolesClaim: 'roles',
        target: 'id',
      },
      required: ['groups'],
      open: ['claim', 'rolesClaim'],
      cased: ['groups.editors[]', 'roles.writer[]'],
    },
  ],
  'pre-token-generation/claims/profile-incomplete.ts#profileIncomplete': [
    {
      options: { required: ['name'], claim: 'incomplete', missingClaim: 'missing', target: 'id' },
      required: ['required'],
      open: ['claim', 'missingClaim'],
    },
  ],
  'pre-token-generation/claims/scopes-from-permissions.ts#scopesFromPermissions': [
    {
      options: {
        scopes: names({ 'articles:read': ['api/read'] }),
        clients: names({ '*': ['api/read'] }),
        claim: 'may',
        token: 'id',
        add: { apiClients: ['1example23456789'] },
      },
      required: ['scopes', 'clients', 'add.apiClients'],
      open: ['claim'],
      cased: ['add.apiClients[]', 'scopes.articles:read[]', 'clients.*[]'],
    },
    {
      options: { scopes: names({ a: ['api/a'] }), clients: names({ a: ['api/a'] }), add: 'always' },
      required: ['scopes', 'clients'],
      cased: ['scopes.a[]', 'clients.a[]'],
    },
  ],
  'pre-token-generation/claims/static-claims.ts#staticClaims': [
    {
      options: { ...fixed(), name: 'more-claims', sources: ['TokenGeneration_Authentication'] },
      required: [],
      open: openInFixed,
      cased: casedInFixed,
      any: ['claims.edition'],
    },
    {
      options: { suppress: [{ name: 'email', target: 'id' }] },
      required: ['suppress[].name', 'suppress[].target'],
      open: ['suppress[]', 'suppress[].name'],
    },
  ],
  'pre-token-generation/claims/tenant.ts#tenant': [
    {
      options: {
        ...read(),
        name: 'own-tenant',
        onFailure: 'deny',
        metadataKey: 'wish',
        claim: 'org',
        rolesClaim: 'org_roles',
        permissions: names({ admin: ['all'] }),
        permissionsClaim: 'org_may',
        target: 'id',
      },
      required: ['table'],
      open: ['metadataKey', 'claim', 'rolesClaim', 'permissionsClaim'],
      cased: ['permissions.admin[]'],
    },
  ],
  'pre-token-generation/table-fact.ts#tableFact': [
    {
      options: { ...read(), name: 'an-item', key: () => {}, denial: leaf({ ...tokenTooLarge }) },
      required: ['table', 'name', 'key'],
    },
  ],
  'pre-token-generation/table-fact.ts#userItem': [
    {
      options: { ...read(), name: 'own', item: 'PROFILE', onFailure: 'deny' },
      required: ['table', 'item'],
    },
  ],
}
