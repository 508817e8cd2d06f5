import { describe, expect, test } from 'vitest'
import { describeException, describeRefusal, describeRemark } from '../../../triggers/attach/refusals.ts'
import type { Described, Ours } from '../../../triggers/attach/described.ts'
import type { Slot } from '../../../triggers/attach/slots.ts'
import { planAttach } from '../../../triggers/attach/plan-attach.ts'
import { attach, described, detach, functions, pool, poolId, theirs, withPool } from './pool-of-a-team.ts'

const arnOf = (slot: 'PreSignUp' | 'PreTokenGeneration' | 'PostConfirmation'): string =>
  functions.get(slot) ?? ''
const ourConfig = {
  PreSignUp: arnOf('PreSignUp'),
  PreTokenGeneration: arnOf('PreTokenGeneration'),
  PreTokenGenerationConfig: { LambdaArn: arnOf('PreTokenGeneration'), LambdaVersion: 'V2_0' },
  PostConfirmation: arnOf('PostConfirmation'),
}
const only = (slot: keyof typeof ourConfig & Slot): Ours['functions'] => new Map([[slot, ourConfig[slot]]])
const attached = withPool({ LambdaConfig: { ...pool.LambdaConfig, ...ourConfig } })

describe('attaching', () => {
  test('sends back everything, and our slots beside those of others', () => {
    const { request, refusals, remarks } = planAttach(described, attach)

    expect({ refusals, remarks }).toEqual({ refusals: [], remarks: [] })
    expect(request).toEqual({
      UserPoolId: poolId,
      PoolName: 'people',
      LambdaConfig: { UserMigration: theirs, ...ourConfig },
      UserPoolTier: 'ESSENTIALS',
      MfaConfiguration: 'OPTIONAL',
      AutoVerifiedAttributes: [],
    })
  })

  test('tells what stood there before', () => {
    const taken = withPool({ LambdaConfig: { PreSignUp: theirs } })
    const { before, diff } = planAttach(taken, { ...attach, replace: new Set(['PreSignUp']) })

    expect(before).toEqual({
      PreSignUp: theirs,
      PreTokenGeneration: null,
      PreTokenGenerationConfig: null,
      PostConfirmation: null,
    })
    expect(diff[0]).toEqual({
      slot: 'PreSignUp',
      from: { functionArn: theirs },
      to: { functionArn: arnOf('PreSignUp') },
    })
  })

  test('of what is attached changes nothing', () => {
    expect(planAttach(attached, attach)).toMatchObject({ request: undefined, diff: [], refusals: [] })
  })

  test('with another event version keeps what is known of the time before', () => {
    const before = { PreTokenGeneration: theirs, PreTokenGenerationConfig: null }
    const plan = planAttach(attached, { ...attach, tokenVersion: 'V3_0', before })

    expect(plan.before).toEqual(before)
    expect(plan.diff).toEqual([
      {
        slot: 'PreTokenGeneration',
        from: { functionArn: arnOf('PreTokenGeneration'), version: 'V2_0' },
        to: { functionArn: arnOf('PreTokenGeneration'), version: 'V3_0' },
      },
    ])
  })

  test('after a redeployment under other names keeps what is known of the time before', () => {
    const before = { PreSignUp: theirs }
    const redeployed = new Map([['PreSignUp', `${theirs}:renamed`]] as const)
    const plan = planAttach(attached, {
      ...attach,
      functions: redeployed,
      attached: functions,
      replace: new Set(['PreSignUp']),
      before,
    })

    expect(plan.refusals).toEqual([])
    expect(plan.before).toEqual(before)
  })

  test('leaves a slot alone that is to be kept', () => {
    const taken = withPool({ LambdaConfig: { PreTokenGeneration: theirs }, UserPoolTier: 'LITE' })
    const { request } = planAttach(taken, { ...attach, keep: new Set(['PreTokenGeneration']) })

    expect(request?.['LambdaConfig']).toEqual({
      PreTokenGeneration: theirs,
      PreSignUp: arnOf('PreSignUp'),
      PostConfirmation: arnOf('PostConfirmation'),
    })
  })
})

describe('what is sent back', () => {
  const requestOf = (more: object, ours: Partial<Ours> = {}) =>
    planAttach(withPool(more), { ...attach, ...ours }).request

  test('holds unknown keys inside of known ones', () => {
    const Policies = { PasswordPolicy: { MinimumLength: 9, New2027: 1 }, NewPolicy: { a: [1] } }

    expect(requestOf({ Policies, LambdaConfig: { NewTrigger2027: theirs } })).toMatchObject({
      Policies,
      LambdaConfig: { NewTrigger2027: theirs },
    })
  })

  test('lacks tags of AWS', () => {
    const request = requestOf({ UserPoolTags: { 'aws:cloudformation:stack-name': 'x', team: 'a' } })

    expect(request?.['UserPoolTags']).toEqual({ team: 'a' })
  })

  test.each([
    ['DeviceConfiguration that is null', { DeviceConfiguration: null }],
    ['DcrConfiguration', { DcrConfiguration: { EnableStatus: 'DISABLED' } }],
    ['AcrConfiguration on Lite', { AcrConfiguration: {}, UserPoolTier: 'LITE' }],
    ['what no update takes', { SchemaAttributes: [], Domain: 'a', EstimatedNumberOfUsers: 3 }],
  ])('lacks %s', (_, more) => {
    const request = requestOf(more, { tokenVersion: 'V1_0', guarded: [] })

    expect(request).toBeDefined()
    expect(
      Object.keys(more).filter((key) => key !== 'UserPoolTier' && Object.hasOwn(request ?? {}, key)),
    ).toEqual([])
  })

  test('has a DeviceConfiguration that is empty, which is another than none', () => {
    expect(requestOf({ DeviceConfiguration: {} })).toMatchObject({ DeviceConfiguration: {} })
  })

  test('has AcrConfiguration from Essentials on', () => {
    expect(requestOf({ AcrConfiguration: { a: 1 } })).toMatchObject({ AcrConfiguration: { a: 1 } })
  })

  test('has one of the two names of how long a temporary password lasts', () => {
    const AdminCreateUserConfig = { AllowAdminCreateUserOnly: true, UnusedAccountValidityDays: 7 }
    const both = { AdminCreateUserConfig, Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 7 } } }

    expect(requestOf(both)?.['AdminCreateUserConfig']).toEqual({ AllowAdminCreateUserOnly: true })
    expect(requestOf({ AdminCreateUserConfig })).toMatchObject({ AdminCreateUserConfig })
  })

  test('has an unknown key that is to be sent, and lacks one that is to be left out', () => {
    const unknown = { NewThing2027: { a: 1 }, OtherThing2027: 2 }
    const ours = { send: new Set(['NewThing2027']), leaveOut: new Set(['OtherThing2027']) }

    expect(requestOf(unknown, ours)).toMatchObject({ NewThing2027: { a: 1 } })
    expect(requestOf(unknown, ours)).not.toHaveProperty('OtherThing2027')
    expect(planAttach(withPool(unknown), { ...attach, ...ours }).remarks).toEqual([
      { code: 'left_out', keys: ['OtherThing2027'] },
    ])
  })
})

type Case = readonly [code: string, at: Described, ours?: Partial<Ours>]

const client = (WriteAttributes: readonly string[] | undefined): Described => ({
  ...described,
  clients: [{ ClientId: 'client1', ...(WriteAttributes && { WriteAttributes }) }],
})

const refused: readonly Case[] = [
  ['wrong_shape', withPool({ Name: undefined })],
  ['wrong_shape', withPool({ LambdaConfig: 'all' })],
  ['wrong_shape', withPool({ LambdaConfig: { PreSignUp: { LambdaArn: theirs } } })],
  ['wrong_shape', withPool({ LambdaConfig: { PreTokenGenerationConfig: theirs } })],
  ['unknown_key', withPool({ NewThing2027: false })],
  ['two_messages', withPool({ VerificationMessageTemplate: { EmailMessage: 'a', EmailMessageByLink: 'b' } })],
  ['slot_occupied', withPool({ LambdaConfig: { PreSignUp: theirs } })],
  ['slot_occupied', withPool({ LambdaConfig: { PreTokenGeneration: theirs } })],
  [
    'slot_occupied',
    withPool({ LambdaConfig: { ...ourConfig, PreTokenGenerationConfig: { LambdaArn: theirs } } }),
  ],
  [
    'function_elsewhere',
    described,
    { functions: new Map([['PreSignUp', theirs.replace('west-1', 'west-2')]]) },
  ],
  ['function_missing', described, { replace: new Set(['CustomMessage']) }],
  ['function_elsewhere', described, { functions: new Map([['PreSignUp', theirs.replace('1111', '9999')]]) }],
  ['plan_too_small', withPool({ UserPoolTier: 'LITE' })],
  ['client_may_write', client(undefined)],
  ['client_may_write', client([])],
  ['client_may_write', client(['email', 'custom:tenant'])],
  ['group_missing', { ...described, groups: new Set() }],
  ['owned_by_stack', { ...described, owner: { kind: 'stack', stack: 'people-prod' } }],
  [
    'owned_by_stack',
    { ...described, owner: { kind: 'stack', stack: 'people-prod' } },
    { owner: 'terraform' },
  ],
  ['owned_by_program', described, { owner: 'terraform' }],
  ['owner_unknown', described, { owner: undefined }],
  [
    'owner_unreadable',
    { ...described, owner: { kind: 'unreadable', exception: 'AccessDenied' } },
    { owner: undefined },
  ],
]

test.each(refused.map(([code, at, ours = {}]) => ({ code, at, ours })))(
  '$code is refused, in one sentence and without a request',
  ({ code, at, ours }) => {
    const { request, refusals } = planAttach(at, { ...attach, ...ours })

    expect(request).toBeUndefined()
    expect(refusals.map((refusal) => refusal.code)).toEqual([code])
    expect(refusals.map(describeRefusal).join('\n')).toMatch(/^[^\n]{40,}\.$/)
  },
)

test('the operator may answer for what CloudFormation does not tell, and a version 1 is for every plan', () => {
  const unreadable = { ...described, owner: { kind: 'unreadable', exception: 'AccessDenied' } } as const

  expect(planAttach(unreadable, attach).refusals).toEqual([])
  expect(planAttach(unreadable, { ...attach, owner: 'Console' }).refusals).toEqual([])
  expect(
    planAttach(withPool({ UserPoolTier: 'LITE' }), { ...attach, tokenVersion: 'V1_0' }).refusals,
  ).toEqual([])
})

test('the stack that owns the pool may be named by whoever comes back from detaching', () => {
  const owned = { ...described, owner: { kind: 'stack', stack: 'people-prod' } } as const

  expect(planAttach(owned, { ...attach, owner: 'people-prod' }).refusals).toEqual([])
})

test('a client may write an attribute that the pool does not have', () => {
  const bare = { ...client(undefined), pool: { ...pool, SchemaAttributes: [{ Name: 'email' }] } }

  expect(planAttach(bare, attach).refusals).toEqual([])
})

describe('detaching', () => {
  const before = { PreSignUp: theirs, PreTokenGeneration: null, PreTokenGenerationConfig: null }

  test('puts back what stood there, and deletes both names of pre token generation', () => {
    const plan = planAttach(attached, { ...detach, before })

    expect(plan.request?.['LambdaConfig']).toEqual({ UserMigration: theirs, PreSignUp: theirs })
    expect(plan.before).toEqual({})
  })

  test('of one slot leaves the others', () => {
    const plan = planAttach(attached, { ...detach, before, only: new Set(['PreTokenGeneration']) })

    expect(Object.keys(plan.request?.['LambdaConfig'] ?? {})).toEqual([
      'UserMigration',
      'PreSignUp',
      'PostConfirmation',
    ])
    expect(plan.before).toEqual({ PreSignUp: theirs })
  })

  test('leaves a function of somebody else, and says so to whoever named its slot', () => {
    const taken = withPool({ LambdaConfig: { ...ourConfig, PreSignUp: theirs } })
    const some = planAttach(taken, detach)
    const named = planAttach(taken, { ...detach, only: new Set(['PreSignUp']) })

    expect(some.request?.['LambdaConfig']).toEqual({ PreSignUp: theirs })
    expect(named.refusals).toEqual([{ code: 'slot_not_ours', slot: 'PreSignUp', functionArn: theirs }])
    expect(named.refusals.map(describeRefusal).join()).toMatch(/^PreSignUp calls [^\n]+\.$/)
  })

  test('is not kept away by what keeps the suite away', () => {
    const owned = {
      ...attached,
      clients: [],
      groups: new Set<string>(),
      owner: { kind: 'stack', stack: 'a' },
    } as const

    expect(planAttach(owned, detach)).toMatchObject({ refusals: [], request: { PoolName: 'people' } })
  })

  test('of what is detached already changes nothing', () => {
    const again = { ...detach, attached: functions }

    expect(planAttach(described, again)).toMatchObject({ request: undefined, diff: [], refusals: [] })
    expect(planAttach(withPool({ LambdaConfig: {} }), detach).refusals).toEqual([])
  })

  test('tells what the pool goes on calling', () => {
    expect(planAttach(attached, { ...detach, functions: only('PreSignUp') }).remarks).toEqual(
      (['PreTokenGeneration', 'PostConfirmation'] as const).map((slot) =>
        expect.objectContaining({ code: 'still_called', slot }),
      ),
    )
  })

  test.each<readonly [string, Described, Partial<Ours>]>([
    [
      'a slot whose function is not given',
      attached,
      { functions: only('PreSignUp'), only: new Set(['PostConfirmation']) },
    ],
    [
      'functions of another stage',
      attached,
      { functions: new Map([['PreSignUp', `${arnOf('PreSignUp')}-other`]]) },
    ],
    ['functions for slots that are empty', withPool({ LambdaConfig: { CustomMessage: theirs } }), {}],
  ])('of %s is refused by what the pool calls', (_, at, ours) => {
    const { request, refusals } = planAttach(at, { ...detach, ...ours })

    expect(request).toBeUndefined()
    expect(refusals).not.toEqual([])
    expect(refusals.map(describeRefusal).join('\n')).toMatch(/^\w+ calls arn:[^\n]+\.$/m)
  })
})

test('rights that the update needs are told', () => {
  const { remarks } = planAttach(
    withPool({
      SmsConfiguration: { SnsCallerArn: 'arn' },
      EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' },
      DcrConfiguration: {},
    }),
    attach,
  )

  expect(remarks.map(({ code }) => code)).toEqual(['sms_rights', 'ses_rights', 'left_out'])
  expect(remarks.map(describeRemark).join(' ')).toContain('iam:PassRole')
})

test.each([
  'UserImportInProgressException',
  'OperationNotEnabledException',
  'FeatureUnavailableInTierException',
  'TierChangeNotAllowedException',
  'InvalidSmsRoleAccessPolicyException',
  'InvalidSmsRoleTrustRelationshipException',
  'InvalidEmailRoleAccessPolicyException',
  'UserPoolTaggingException',
  'AccessDeniedException: cognito-idp:GetGroup',
  'ConcurrentModificationException',
  'ResourceNotFoundException',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidParameterException',
  'ECONNRESET',
  'answer_unreadable',
  'SomethingNewException',
])('%s is explained', (exception) => {
  const told = describeException(exception)

  expect(told).toMatch(/^[^\n]+\.$/)
  expect(told.startsWith('AWS said')).toBe(exception === 'SomethingNewException')
})
