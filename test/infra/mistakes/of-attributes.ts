/** Mistakes about attributes, and about the providers that write them. */
import { Aws } from 'aws-cdk-lib'

import { plans, props, type Mistake } from './make.ts'

const acme = {
  name: 'Acme',
  issuer: 'https://id.acme.example',
  clientId: 'suite',
  clientSecretName: 'acme-client-secret',
}
const provider = (change: object) => props({ identityProviders: [{ ...acme, ...change }] })
const providerName = 'needs a name of 3 to 32 characters without blanks'

export const ofAttributes: readonly Mistake[] = [
  // Attributes.
  [
    'no writable attribute',
    'writableAttributes is empty: it must be a list',
    props({ writableAttributes: [] }),
  ],
  ['no writable address', "writableAttributes must hold 'email'", props({ writableAttributes: ['name'] })],
  [
    'writable tenant',
    /writableAttributes\[1\] must be .*, not 'custom:tenant'/,
    props({ writableAttributes: ['email', 'custom:tenant'] }),
  ],
  [
    'declared tenant',
    'holds custom:tenant, which each pool has',
    props({ customAttributes: { 'custom:tenant': { type: 'String' } } }),
  ],
  [
    'attribute without a type',
    'customAttributes.custom:plan.type is missing',
    props({ customAttributes: { 'custom:plan': {} } }),
  ],
  [
    'attribute that the pool does not have',
    'which the pool does not have',
    plans({ attributes: [{ by: 'rule x', attribute: 'custom:plan' }] }),
  ],
  [
    'refusal by what people write',
    'so that people could let themselves in',
    plans({ refusals: [{ by: 'rule x', attribute: 'name' }] }),
  ],
  // Identity providers.
  ['issuer over http', 'is not an https address', provider({ issuer: 'http://id.acme.example' })],
  [
    'mapped attribute that no client may write',
    'add birthdate to writableAttributes',
    provider({ attributes: { email: 'email', birthdate: 'dob' } }),
  ],
  [
    'mapped tenant',
    'is custom:tenant, which no provider may write',
    provider({ attributes: { email: 'email', 'custom:tenant': 'org' } }),
  ],
  [
    'no mapped address',
    "must hold 'email', which the pool requires",
    provider({ attributes: { name: 'name' } }),
  ],
  ['provider twice', "identityProviders holds 'Acme' twice", props({ identityProviders: [acme, acme] })],
  [
    'providers of one id',
    'give one of them another name',
    props({
      identityProviders: [
        { ...acme, name: 'A-12' },
        { ...acme, name: 'A12' },
      ],
    }),
  ],
  ['provider with a blank in its name', providerName, provider({ name: 'a b' })],
  ['provider with a token as its name', 'write the name itself', provider({ name: Aws.REGION })],
  ['scopes without openid', "must hold 'openid'", provider({ scopes: ['email'] })],
  [
    'secret itself in place of its name',
    'clientSecret is no option: did you mean clientSecretName?',
    provider({ clientSecret: 'x' }),
  ],
]
