/** Valid options of the claim sources. */
import { temporarilyUnavailable, tokenTooLarge } from '../../../triggers/core/denial-catalogue.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { acceptedTerms } from '../../../triggers/pre-token-generation/claims/accepted-terms.ts'
import { allowedEmailDomains } from '../../../triggers/pre-token-generation/claims/allowed-email-domains.ts'
import { denySuspended } from '../../../triggers/pre-token-generation/claims/deny-suspended.ts'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { requireTerms } from '../../../triggers/pre-token-generation/claims/require-terms.ts'
import { requireVerifiedEmail } from '../../../triggers/pre-token-generation/claims/require-verified-email.ts'
import { appClientClaims } from '../../../triggers/pre-token-generation/claims/app-client-claims.ts'
import { attributeClaims } from '../../../triggers/pre-token-generation/claims/attribute-claims.ts'
import { clientAudience } from '../../../triggers/pre-token-generation/claims/client-audience.ts'
import { ensureProvisioned } from '../../../triggers/pre-token-generation/claims/ensure-provisioned.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import { machineClients } from '../../../triggers/pre-token-generation/claims/machine-clients.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { profileIncomplete } from '../../../triggers/pre-token-generation/claims/profile-incomplete.ts'
import { scopesFromPermissions } from '../../../triggers/pre-token-generation/claims/scopes-from-permissions.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import { tableFact, userItem } from '../../../triggers/pre-token-generation/table-fact.ts'
import { adapter, leaf, names } from './marks.ts'
import { clock, factStep, ofFact, reader } from './pre-sign-up.ts'
import type { Row } from './rows.ts'

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
): Row['sets'] => [
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

export const preTokenGenerationRows: Readonly<Record<string, Row>> = {
  'pre-token-generation/define.ts#definePreTokenGeneration': {
    make: definePreTokenGeneration,
    sets: [
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
  },
  'pre-token-generation/claims/accepted-terms.ts#acceptedTerms': {
    make: acceptedTerms,
    sets: [
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
  },
  'pre-token-generation/claims/allowed-email-domains.ts#allowedEmailDomains': {
    make: allowedEmailDomains,
    sets: [
      {
        options: {
          name: 'own',
          allow: ['example.com'],
          deny: ['blocked.example'],
          subdomains: { allow: true, deny: false },
          table: {
            reader: reader(),
            onFailure: 'deny',
            maxAgeMs: 1_000,
            staleForMs: 1_000,
            budgetMs: 500,
            clock: clock(),
          },
          appClients: except(),
        },
        required: ['table.reader', 'table.onFailure', ...client.required],
        cased: client.cased,
      },
      { options: { deny: ['blocked.example'] }, required: ['deny'] },
    ],
  },
  'pre-token-generation/claims/deny-suspended.ts#denySuspended': {
    make: denySuspended,
    sets: fromEachPlace({ name: 'own' }, [], []),
  },
  'pre-token-generation/claims/maintenance.ts#maintenance': {
    make: maintenance,
    sets: [
      {
        options: { name: 'own', isOn: true, exceptGroups: ['staff'], appClients: except() },
        required: ['isOn', ...client.required],
        cased: [...client.cased, 'exceptGroups[]'],
      },
      { options: read(), required: ['table'] },
    ],
  },
  'pre-token-generation/claims/require-terms.ts#requireTerms': {
    make: requireTerms,
    sets: fromEachPlace({ current: ['2026-05'] }, ['current'], ['current[]']),
  },
  'pre-token-generation/claims/require-verified-email.ts#requireVerifiedEmail': {
    make: requireVerifiedEmail,
    sets: [only, except].map((appClients) => ({
      options: { appClients: appClients() },
      required: Object.keys(appClients()).map((name) => `appClients.${name}`),
      cased: ['appClients.only[]', 'appClients.except[]'],
      isOptional: true,
    })),
  },
  'pre-token-generation/claims/app-client-claims.ts#appClientClaims': {
    make: appClientClaims,
    sets: [
      {
        options: { clients: names({ web: fixed() }) },
        required: ['clients'],
        open: openInFixed.map((name) => `clients.web.${name}`),
        cased: casedInFixed.map((name) => `clients.web.${name}`),
        any: ['clients.web.claims.edition'],
      },
    ],
  },
  'pre-token-generation/claims/attribute-claims.ts#attributeClaims': {
    make: attributeClaims,
    sets: [
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
  },
  'pre-token-generation/claims/client-audience.ts#clientAudience': {
    make: clientAudience,
    sets: [only, except].map((appClients) => ({
      options: { appClients: appClients() },
      required: Object.keys(appClients()).map((name) => `appClients.${name}`),
      cased: ['appClients.only[]', 'appClients.except[]'],
      isOptional: true,
    })),
  },
  'pre-token-generation/claims/ensure-provisioned.ts#ensureProvisioned': {
    make: ensureProvisioned,
    sets: [
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
  },
  'pre-token-generation/claims/entitlements.ts#entitlements': {
    make: entitlements,
    sets: [
      {
        options: {
          ...read(),
          name: 'own-entitlements',
          claims: names({
            plan: 'plan',
            seats: { attribute: 'seats', isLastKnownAllowed: true, isRestrictive: false },
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
  },
  'pre-token-generation/claims/features.ts#features': {
    make: features,
    sets: [
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
        open: ['plans.pro[]', 'planClaim', 'featuresClaim'],
      },
    ],
  },
  'pre-token-generation/claims/machine-clients.ts#machineClients': {
    make: machineClients,
    sets: [
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
  },
  'pre-token-generation/claims/permissions-from-groups.ts#permissionsFromGroups': {
    make: permissionsFromGroups,
    sets: [
      {
        options: {
          groups: names({ editors: ['writer'] }),
          roles: names({ writer: ['articles:write'] }),
          claim: 'may',
          rolesClaim: 'roles',
          target: 'id',
        },
        required: ['groups'],
        open: ['groups.editors[]', 'roles.writer[]', 'claim', 'rolesClaim'],
      },
    ],
  },
  'pre-token-generation/claims/profile-incomplete.ts#profileIncomplete': {
    make: profileIncomplete,
    sets: [
      {
        options: { required: ['name'], claim: 'incomplete', missingClaim: 'missing', target: 'id' },
        required: ['required'],
        open: ['claim', 'missingClaim'],
      },
    ],
  },
  'pre-token-generation/claims/scopes-from-permissions.ts#scopesFromPermissions': {
    make: scopesFromPermissions,
    sets: [
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
  },
  'pre-token-generation/claims/static-claims.ts#staticClaims': {
    make: staticClaims,
    sets: [
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
  },
  'pre-token-generation/claims/tenant.ts#tenant': {
    make: tenant,
    sets: [
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
        open: ['metadataKey', 'claim', 'rolesClaim', 'permissions.admin[]', 'permissionsClaim'],
      },
    ],
  },
  'pre-token-generation/table-fact.ts#tableFact': {
    make: tableFact,
    sets: [
      {
        options: { ...read(), name: 'an-item', key: () => {}, denial: leaf({ ...tokenTooLarge }) },
        required: ['table', 'name', 'key'],
      },
    ],
  },
  'pre-token-generation/table-fact.ts#userItem': {
    make: userItem,
    sets: [
      {
        options: { ...read(), name: 'own', item: 'PROFILE', onFailure: 'deny' },
        required: ['table', 'item'],
      },
    ],
  },
}
