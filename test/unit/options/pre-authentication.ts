/** Valid options of pre authentication. */
import { definePreAuthentication, observe } from '../../../triggers/pre-authentication/rule.ts'
import { maintenanceMode } from '../../../triggers/pre-authentication/rules/maintenance-mode.ts'
import { signInClients } from '../../../triggers/pre-authentication/rules/sign-in-clients.ts'
import { signInDomains } from '../../../triggers/pre-authentication/rules/sign-in-domains.ts'
import { suspendedUsers } from '../../../triggers/pre-authentication/rules/suspended-users.ts'
import { clock, factStep, ofFact, reader } from './pre-sign-up.ts'
import { client, except, fromEachPlace, only, read } from './pre-token-generation.ts'
import type { Row } from './rows.ts'

const rule = () => ({
  name: 'own-rule',
  sources: ['PreAuthentication_Authentication'],
  mode: 'enforced',
  appClients: except(),
  isAboutUser: true,
  fact: factStep(),
  refusesBy: ['custom:x'],
  decide: () => {},
})
const ofRule = (at: string): readonly string[] => [
  ...['name', 'sources', 'isAboutUser', 'appClients.except', 'decide'].map((name) => `${at}${name}`),
  ...ofFact(`${at}fact`),
]

export const preAuthenticationRows: Readonly<Record<string, Row>> = {
  'pre-authentication/rule.ts#definePreAuthentication': {
    make: definePreAuthentication,
    sets: [
      {
        options: {
          rules: [rule()],
          language: 'en',
          observeMs: 100,
          unknownSource: 'deny',
        },
        required: ['rules', ...ofRule('rules[].')],
        cased: ['rules[].appClients.except[]'],
      },
    ],
  },
  'pre-authentication/rule.ts#observe': {
    make: observe,
    sets: [{ options: rule(), required: ofRule(''), cased: client.cased }],
  },
  'pre-authentication/rules/maintenance-mode.ts#maintenanceMode': {
    make: maintenanceMode,
    sets: [
      {
        options: { name: 'own', isOn: true, appClients: except() },
        required: ['isOn', ...client.required],
        cased: client.cased,
      },
      { options: read(), required: ['table'] },
    ],
  },
  'pre-authentication/rules/sign-in-clients.ts#signInClients': {
    make: signInClients,
    sets: [
      { options: only(), required: ['only'], cased: ['only[]'] },
      { options: except(), required: ['except'], cased: ['except[]'] },
    ],
  },
  'pre-authentication/rules/sign-in-domains.ts#signInDomains': {
    make: signInDomains,
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
  'pre-authentication/rules/suspended-users.ts#suspendedUsers': {
    make: suspendedUsers,
    sets: fromEachPlace({ name: 'own' }, [], []),
  },
}
