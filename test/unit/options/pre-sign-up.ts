/** Valid options of the rules. */
import { temporarilyUnavailable } from '../../../triggers/core/denial-catalogue.ts'
import { adapter, leaf, names } from './marks.ts'
import type { OptionSet, Rows } from './rows.ts'

export const clock = () => adapter(undefined, 'epochMs', 'monotonicMs', 'after')
export const reader = () => adapter('table', 'read')

export const factStep = () => ({
  name: 'a-fact',
  dependency: adapter('table'),
  actions: ['dynamodb:GetItem'],
  budgetMs: 100,
  attempts: 1,
  onFailure: { kind: 'deny', denial: leaf({ ...temporarilyUnavailable }) },
  run: () => {},
})
/** The members of a fact that a team may not leave out. */
export const ofFact = (at: string): readonly string[] =>
  [
    'name',
    'dependency',
    'actions',
    'budgetMs',
    'attempts',
    'onFailure',
    'onFailure.kind',
    'onFailure.denial',
    'run',
  ].map((name) => `${at}.${name}`)

/** Rules and claim sources that look at the domain of the address. */
export const domains = (more: object, also: Partial<OptionSet> = {}): readonly OptionSet[] => [
  {
    ...also,
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
      ...more,
    },
    required: ['table.reader', 'table.onFailure', ...(also.required ?? [])],
  },
  { options: { deny: ['blocked.example'] }, required: ['deny'] },
]

const rule = () => ({
  name: 'own-rule',
  sources: ['PreSignUp_SignUp'],
  mode: 'enforced',
  fact: factStep(),
  effect: { step: { ...factStep(), name: 'an-effect' }, refusal: () => {} },
  verifiesUnproven: true,
  decide: () => {},
})
const ofRule = (at: string): readonly string[] => [
  ...['name', 'sources', 'decide'].map((name) => `${at}${name}`),
  ...ofFact(`${at}fact`),
  ...['effect.step', 'effect.refusal'].map((name) => `${at}${name}`),
  ...ofFact(`${at}effect.step`),
]

export const preSignUpRows: Rows = {
  'pre-sign-up/define.ts#definePreSignUp': [
    {
      options: {
        rules: [rule()],
        language: 'de',
        observeMs: 50,
        unknownSource: 'deny',
        texts: names({ it: { email_required: 'Inserisci un indirizzo e-mail' } }),
      },
      required: ['rules', ...ofRule('rules[].')],
      open: ['texts.it.email_required'],
      prose: ['texts.it.email_required'],
    },
  ],
  'pre-sign-up/observe.ts#observe': [{ options: rule(), required: ofRule('') }],
  'pre-sign-up/invitation-fact.ts#invitationFact': [
    { options: { table: reader(), budgetMs: 500 }, required: ['table'] },
  ],
  'pre-sign-up/rules/attributes.ts#attributes': [
    {
      options: {
        check: names({
          name: { required: true, maxLength: 20, pattern: /^[a-z]+$/, oneOf: ['one', 'two'] },
        }),
        notAccepted: ['custom:role'],
        minimumAge: 16,
        terms: { versions: ['2026-01'], attribute: 'custom:terms' },
        sources: ['PreSignUp_SignUp'],
      },
      required: ['terms.versions'],
      open: ['check.name.oneOf[]', 'terms.versions[]'],
    },
  ],
  'pre-sign-up/rules/callers.ts#callers': [
    {
      options: {
        sources: ['PreSignUp_SignUp'],
        apps: ['1example23456789'],
        providers: ['Google'],
        otherProviders: ['Okta'],
      },
      required: [],
      open: ['providers[]', 'otherProviders[]'],
      cased: ['apps[]'],
    },
  ],
  'pre-sign-up/rules/confirm-and-verify.ts#confirmAndVerify': [
    {
      options: {
        trust: {
          domains: ['example.com'],
          providers: ['Google'],
          invitations: { invitation: factStep(), records: adapter('table', 'remember', 'contest') },
        },
        otherProviders: ['Okta'],
        confirm: true,
        email: 'where-proven',
        phone: 'where-proven',
      },
      required: [
        'trust',
        'trust.invitations.invitation',
        ...ofFact('trust.invitations.invitation'),
        'trust.invitations.records',
      ],
      open: ['trust.providers[]', 'otherProviders[]'],
    },
  ],
  'pre-sign-up/rules/disposable-email.ts#disposableEmail': [
    {
      options: { except: ['example.com'], also: ['example.org'], sources: ['PreSignUp_SignUp'] },
      required: [],
      isOptional: true,
    },
  ],
  'pre-sign-up/rules/email-domains.ts#emailDomains': domains({ sources: ['PreSignUp_SignUp'] }),
  'pre-sign-up/rules/human-check.ts#humanCheck': [
    {
      options: {
        verifier: Object.assign(adapter('human-check', 'verify'), {
          tokenField: 'cf-turnstile-response',
          actions: ['ssm:GetParameter'],
        }),
        onFailure: 'deny',
        hostnames: ['app.example.com'],
        action: 'sign-up',
        leastScore: 0.5,
        maxAgeMinutes: 5,
        holder: 'address',
        budgetMs: 500,
        sources: ['PreSignUp_SignUp'],
      },
      required: ['verifier', 'onFailure'],
      open: ['action', 'verifier.tokenField'],
    },
  ],
  'pre-sign-up/rules/link-accounts.ts#linkAccounts': [
    {
      options: {
        directory: adapter('user-pool', 'findUsersByEmail', 'linkIdentity'),
        providersThatVerifyEmail: ['Google'],
        otherProviders: ['Okta'],
        whenNobodyHasTheAddress: 'refuse',
        whenNotSafe: 'refuse',
        onFailure: 'refuse',
        subjectAttribute: 'custom:subject',
        linkInvitedUsers: true,
        linkEvenIfProviderDoesNotVerifyEmail: 'account takeover is possible',
      },
      required: [
        'directory',
        'providersThatVerifyEmail',
        'whenNobodyHasTheAddress',
        'whenNotSafe',
        'onFailure',
      ],
      open: ['providersThatVerifyEmail[]', 'otherProviders[]'],
    },
  ],
  'pre-sign-up/rules/one-account-per-address.ts#oneAccountPerAddress': [
    {
      options: {
        reservations: adapter('table', 'reserve'),
        onFailure: 'deny',
        same: { letterCase: true, plusTags: 'never', dots: true },
        holder: 'address',
        lapseMinutes: 60,
        budgetMs: 500,
        sources: ['PreSignUp_SignUp'],
      },
      required: ['reservations', 'onFailure'],
    },
  ],
  'pre-sign-up/rules/sign-up-mode.ts#signUpMode': [
    { options: { mode: 'closed', sources: ['PreSignUp_SignUp'] }, required: ['mode'] },
    {
      options: {
        mode: 'invite-only',
        invitation: factStep(),
        records: adapter('table', 'remember', 'contest'),
        sources: ['PreSignUp_SignUp'],
      },
      required: ['mode', 'invitation', ...ofFact('invitation'), 'records'],
    },
  ],
}
