/** Over random pools with settings that do not exist yet: nothing of a pool is lost, whatever goes wrong and whenever. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changePool, type PoolPorts, previewChange } from '../../../triggers/attach/change-pool.ts'
import { changedSettings } from '../../../triggers/attach/changed-settings.ts'
import { isObject, own, type RawObject } from '../../../triggers/core/json.ts'
import type { OmittedSettings } from '../../../local/pool/settings/pool-update.ts'
import { runs } from '../../support/run-counts.ts'
import { functions, theirs } from '../../unit/attach/pool-of-a-team.ts'
import { attachAll, type AttachedPool, detachAll, startPool, switches } from './attached-pool.ts'

const seed = 20_261_129
/** A run that is ended at each of its calls is some hundred runs. */
const pools = { any: runs({ few: 6, full: 300 }), killed: runs({ few: 1, full: 20 }) }

const newName = fc.constantFrom('New2027', 'Newer2028', 'NewestConfiguration')
const newKeys = fc.dictionary(newName, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 })
/** A section with keys of its own, and some of the future. */
const section = <T>(model: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<RawObject> =>
  fc
    .tuple(fc.record(model, { requiredKeys: [] }), newKeys)
    .map(([known, future]) => ({ ...future, ...known }))

const tokens = fc.constantFrom('V1_0', 'V2_0').map((LambdaVersion) => ({
  PreTokenGenerationConfig: { LambdaArn: theirs, LambdaVersion },
}))
const lambdaConfig = fc
  .tuple(
    section({
      PreSignUp: fc.constant(theirs),
      UserMigration: fc.constant(theirs),
      InboundFederation: fc.constant({ LambdaArn: theirs, LambdaVersion: 'V1_0' }),
      KMSKeyID: fc.constant('arn:aws:kms:eu-west-1:111122223333:key/a'),
    }),
    fc.oneof(fc.constant({}), tokens),
  )
  .map(([some, token]) => ({ ...some, ...token }))

const somePool = fc.record(
  {
    UserPoolName: fc.constant('people'),
    LambdaConfig: lambdaConfig,
    Policies: section({
      PasswordPolicy: section({
        MinimumLength: fc.integer({ min: 6, max: 99 }),
        RequireSymbols: fc.boolean(),
        TemporaryPasswordValidityDays: fc.integer({ min: 1, max: 30 }),
        PasswordHistorySize: fc.nat(9),
      }),
      SignInPolicy: fc.constant({ AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] }),
    }),
    AutoVerifiedAttributes: fc.subarray(['email', 'phone_number']),
    UserPoolTags: fc.dictionary(
      fc.constantFrom('team', 'stage', 'aws:cloudformation:stack-name'),
      fc.string(),
    ),
    DeviceConfiguration: fc.oneof(
      fc.constant({}),
      section({ DeviceOnlyRememberedOnUserPrompt: fc.boolean() }),
    ),
    AdminCreateUserConfig: section({
      AllowAdminCreateUserOnly: fc.boolean(),
      InviteMessageTemplate: fc.constant({ EmailSubject: 'Welcome', EmailMessage: '{username} {####}' }),
    }),
    MfaConfiguration: fc.constantFrom('OFF', 'OPTIONAL', 'ON'),
    EnabledMfas: fc.subarray(['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']),
    SmsConfiguration: section({ SnsCallerArn: fc.constant('arn:aws:iam::111122223333:role/sms') }),
    VerificationMessageTemplate: section({ EmailSubject: fc.string(), EmailMessage: fc.constant('{####}') }),
    EmailVerificationMessage: fc.constant('{####}'),
    AccountRecoverySetting: section({}),
    UserPoolAddOns: section({ AdvancedSecurityMode: fc.constantFrom('OFF', 'AUDIT') }),
    DcrConfiguration: fc.constant({ EnableStatus: 'DISABLED' }),
    DeletionProtection: fc.constantFrom('ACTIVE', 'INACTIVE'),
    UserPoolTier: fc.constantFrom('LITE', 'ESSENTIALS', 'PLUS'),
    AcrConfiguration: section({ Levels: fc.constant(['a', 'b']) }),
    KeyConfiguration: section({}),
  },
  { requiredKeys: [] },
)

/** Lite has the first version of the event alone. */
const anyPool = somePool.filter(
  ({ UserPoolTier, LambdaConfig }) =>
    UserPoolTier !== 'LITE' || !JSON.stringify(LambdaConfig ?? {}).includes('V2_0'),
)

const ours = { ...attachAll, tokenVersion: 'V1_0', replace: new Set(functions.keys()) } as const

/** The settings that differ, but those of our slots. */
function lost(before: RawObject, after: RawObject): readonly string[] {
  const slots = new Set([...functions.keys(), 'PreTokenGenerationConfig'].map((key) => `LambdaConfig.${key}`))
  return changedSettings(before, after).filter((name) => !slots.has(name))
}

async function eachPool(
  arbitrary: fc.Arbitrary<RawObject>,
  omitted: OmittedSettings,
  check: (pool: AttachedPool, before: RawObject) => Promise<void>,
  numRuns = pools.any,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(arbitrary, async (given) => {
      const pool = await startPool(given, omitted)
      try {
        await check(pool, await pool.state())
      } finally {
        await pool.close()
      }
    }),
    { seed, numRuns, endOnFailure: true },
  )
}

describe.each(switches)('where an update leaves settings out, and they are %s,', (omitted) => {
  test('attaching and detaching returns the pool as it was', async () => {
    await eachPool(anyPool, omitted, async ({ ports, state, allowed, image }, before) => {
      expect(await changePool(ports, ours)).toMatchObject({ kind: 'done' })
      const attached = await state()
      expect(lost(before, attached)).toEqual([])
      expect(own(attached, 'LambdaConfig')).toMatchObject(Object.fromEntries(functions))
      expect([...allowed]).toEqual([...functions.values()])
      expect(await changePool(ports, ours)).toMatchObject({ kind: 'unchanged' })

      expect(await changePool(ports, detachAll)).toMatchObject({ kind: 'done' })
      expect(changedSettings(before, await state())).toEqual([])
      expect(image()).toMatchObject({ before: {} })
      expect(await changePool(ports, detachAll)).toMatchObject({ kind: 'unchanged' })
    })
  })

  test('a setting of the future at the top is refused by its name, sent when it may be, and put back when it was lost', async () => {
    const withFuture = fc.tuple(anyPool, newName).map(([pool, name]) => ({ ...pool, [name]: { a: [1] } }))
    await eachPool(withFuture, omitted, async ({ ports, state }, before) => {
      const refused = await changePool(ports, ours)
      const keys = 'plan' in refused ? refused.plan.refusals.map((each) => 'key' in each && each.key) : []
      expect(refused.kind).toBe('refused')
      expect(await state()).toEqual(before)

      const names = new Set(keys.filter((key) => key !== false))
      expect(names.size).toBe(1)
      const left = await changePool(ports, { ...ours, leaveOut: names })
      expect(left).toMatchObject(
        omitted === 'reset' ? { kind: 'restored', settings: [...names] } : { kind: 'done' },
      )
      expect(lost(before, await state())).toEqual([])

      expect(await changePool(ports, { ...ours, send: names })).toMatchObject({
        kind: omitted === 'reset' ? 'done' : 'unchanged',
      })
      await changePool(ports, { ...detachAll, send: names })
      expect(changedSettings(before, await state())).toEqual([])
    })
  })

  test('an update that loses a setting is undone, and tells which', async () => {
    await eachPool(anyPool, omitted, async ({ ports, state }, before) => {
      let isFirst = true
      const update: PoolPorts['update'] = (request) => {
        const { AdminCreateUserConfig: _, AutoVerifiedAttributes: __, ...rest } = request
        const sent = isFirst ? { ...rest, AdminCreateUserConfig: {}, DeletionProtection: undefined } : request
        isFirst = false
        return ports.update(sent)
      }
      const outcome = await changePool({ ...ports, update }, ours)

      if (outcome.kind === 'restored') {
        expect(outcome.settings).not.toEqual([])
        expect(changedSettings(before, await state())).toEqual([])
      } else {
        expect(outcome.kind).toBe('done')
        expect(lost(before, await state())).toEqual([])
      }
    })
  })
})

class Killed extends Error {}

/** Ports that end for ever at one of their calls, before or after it has its effect. */
function killedAt(ports: PoolPorts, last: number, moment: 'before' | 'after') {
  let count = 0
  const counted = Object.fromEntries(
    Object.entries(ports).map(([name, call]: [string, (...args: readonly never[]) => unknown]) => [
      name,
      async (...args: readonly never[]) => {
        if (name === 'readException') return call(...args)
        count += 1
        if (count > last || (count === last && moment === 'before')) throw new Killed()
        const answer: unknown = await call(...args)
        if (count === last) throw new Killed()
        return answer
      },
    ]),
  )
  return { ports: { ...ports, ...counted, readException: ports.readException }, count: () => count }
}

describe.each(switches)('where settings are %s, a run that is ended', (omitted) => {
  test.each(['before', 'after'] as const)(
    'just %s any of its calls leaves the pool old or new, and the next run finishes',
    async (moment) => {
      await eachPool(
        anyPool,
        omitted,
        async ({ ports, state }, before) => {
          const attached = await afterChange(ports, state)
          await changePool(ports, detachAll)
          for (const [asked, from, to] of [
            [ours, before, attached],
            [detachAll, attached, before],
          ] as const) {
            let isEnded = true
            for (let last = 1; isEnded; last += 1) {
              if (asked.action === 'detach') await changePool(ports, ours)
              const killed = killedAt(ports, last, moment)
              isEnded = await changePool(killed.ports, asked).then(
                () => false,
                (error: unknown) => {
                  expect(error).toBeInstanceOf(Killed)
                  return true
                },
              )
              const left = await state()
              expect([changedSettings(from, left), changedSettings(to, left)]).toContainEqual([])
              await previewChange(ports, asked)
              expect((await changePool(ports, asked)).kind).toMatch(/^(?:done|unchanged)$/)
              expect(changedSettings(to, await state())).toEqual([])
              if (asked.action === 'attach') await changePool(ports, detachAll)
              expect(changedSettings(before, await state())).toEqual([])
            }
          }
        },
        pools.killed,
      )
    },
  )
})

async function afterChange(ports: PoolPorts, state: () => Promise<RawObject>): Promise<RawObject> {
  expect((await changePool(ports, ours)).kind).toBe('done')
  const attached = await state()
  expect(isObject(own(attached, 'LambdaConfig'))).toBe(true)
  return attached
}
