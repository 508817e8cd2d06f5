/** A pool that a team has had for years, and a suite beside it. */
import type { Described, Ours } from '../../../triggers/attach/described.ts'
import type { Slot } from '../../../triggers/attach/slots.ts'

const here = 'arn:aws:lambda:eu-west-1:111122223333:function'
export const poolId = 'eu-west-1_Test12345'
export const theirs = `${here}:theirs`
export const functions: ReadonlyMap<Slot, string> = new Map([
  ['PreSignUp', `${here}:suite-pre-sign-up:live`],
  ['PreTokenGeneration', `${here}:suite-pre-token:live`],
  ['PostConfirmation', `${here}:suite-post-confirmation:live`],
])

export const pool = {
  Id: poolId,
  Name: 'people',
  Arn: `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/${poolId}`,
  LambdaConfig: { UserMigration: theirs },
  UserPoolTier: 'ESSENTIALS',
  MfaConfiguration: 'OPTIONAL',
  AutoVerifiedAttributes: [],
  SchemaAttributes: [{ Name: 'email' }, { Name: 'custom:tenant' }],
  UsernameAttributes: ['email'],
  LastModifiedDate: 1.5,
}

export const described: Described = {
  pool,
  clients: [{ ClientId: 'client1', WriteAttributes: ['email'] }],
  groups: new Set(['members']),
  owner: { kind: 'none' },
}

export const attach: Ours = {
  action: 'attach',
  functions,
  tokenVersion: 'V2_0',
  groups: ['members'],
  guarded: [{ by: 'claim source tenant', attribute: 'custom:tenant' }],
  before: {},
  attached: new Map(),
  only: new Set(),
  replace: new Set(),
  keep: new Set(),
  send: new Set(),
  leaveOut: new Set(),
  owner: 'console',
}

export const detach: Ours = { ...attach, action: 'detach', owner: undefined, groups: [], guarded: [] }

export function withPool(more: object): Described {
  return { ...described, pool: { ...pool, ...more } }
}
