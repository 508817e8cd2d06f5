/** Valid options of pre authentication. */
import { domains, factStep, ofFact } from './pre-sign-up.ts'
import { client, except, fromEachPlace, only, read } from './pre-token-generation.ts'
import type { Rows } from './rows.ts'

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

export const preAuthenticationRows: Rows = {
  'pre-authentication/rule.ts#definePreAuthentication': [
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
  'pre-authentication/rule.ts#observe': [{ options: rule(), required: ofRule(''), cased: client.cased }],
  'pre-authentication/rules/maintenance-mode.ts#maintenanceMode': [
    {
      options: { name: 'own', isOn: true, appClients: except() },
      required: ['isOn', ...client.required],
      cased: client.cased,
    },
    { options: read(), required: ['table'] },
  ],
  'pre-authentication/rules/sign-in-clients.ts#signInClients': [
    { options: only(), required: ['only'], cased: ['only[]'] },
    { options: except(), required: ['except'], cased: ['except[]'] },
  ],
  'pre-authentication/rules/sign-in-domains.ts#signInDomains': domains({ appClients: except() }, client),
  'pre-authentication/rules/suspended-users.ts#suspendedUsers': fromEachPlace({ name: 'own' }, [], []),
}
