/** Events of pre sign-up as chance and ill will make them, and a handler with every rule that takes them. */
import fc from 'fast-check'
import { domainKey } from '../../../triggers/domain/email-domain-list.ts'
import { hashInvitationCode, invitationKey } from '../../../triggers/domain/invitation.ts'
import { createHandler } from '../../../triggers/core/run.ts'
import { preSignUpSources } from '../../../triggers/events/sources.ts'
import { observe } from '../../../triggers/pre-sign-up/observe.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { preSignUpTrigger } from '../../../triggers/pre-sign-up/trigger.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { everyRule } from './every-rule.ts'
import { createFakeTable } from './fake-table.ts'

const nasty = fc
  .array(
    fc.constantFrom(
      '"',
      '\\',
      '@',
      '.',
      '+',
      '-',
      ' ',
      'a',
      'Z',
      '0',
      '\u0000',
      '\n',
      'ü',
      'а',
      '\u3002',
      '👩',
    ),
    {
      maxLength: 400,
    },
  )
  .map((parts) => parts.join(''))
const domain = fc.oneof(
  fc.constantFrom(
    'example.com',
    'blocked.example',
    'mailinator.com',
    'x.mailinator.com',
    'gmail.com',
    'trusted.example',
  ),
  fc.domain(),
  fc.array(fc.constantFrom('a', 'b', 'xn--', '-'), { maxLength: 120 }).map((labels) => labels.join('.')),
  nasty,
)
const email = fc.oneof(
  fc.emailAddress(),
  fc.tuple(fc.oneof(fc.string(), nasty), domain).map(([local, host]) => `${local}@${host}`),
  domain.map((host) => `jane+x@${host}`),
  nasty,
  fc.constant('x'.repeat(100_000)),
)
const value = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  nasty,
  fc.jsonValue(),
  fc.constant('a'.repeat(2_048)),
)
const userAttributes = fc.record(
  {
    email,
    email_verified: fc.oneof(fc.constantFrom('true', 'false', true), value),
    phone_number: fc.oneof(fc.constant('+4915112345678'), value),
    birthdate: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
      value,
    ),
    name: value,
    'custom:plan': fc.oneof(fc.constantFrom('free', 'pro'), value),
    'custom:staff_no': fc.oneof(fc.constant(`${'a'.repeat(255)}!`), value),
    locale: value,
    ['__proto__']: value,
  },
  { requiredKeys: [] },
)
const metadata = fc.option(
  fc.record(
    {
      invitation: fc.oneof(fc.constant('the-code'), fc.constant('x'.repeat(100_000)), value),
      token: fc.oneof(fc.constant('good'), value),
      terms_version: value,
    },
    { requiredKeys: [] },
  ),
)
const event = fc.record(
  {
    version: fc.constantFrom('1', 1, '2'),
    triggerSource: fc.constantFrom(...preSignUpSources),
    region: fc.constant('eu-west-1'),
    userPoolId: fc.constant('eu-west-1_Example01'),
    userName: fc.oneof(
      fc.uuid(),
      fc.constantFrom('Google_1', 'google_2', 'Okta_3', '__proto__'),
      value.filter((name) => typeof name === 'string'),
    ),
    callerContext: fc.oneof(
      fc.record({ clientId: fc.oneof(fc.string(), fc.constant(null)) }),
      fc.jsonValue(),
    ),
    request: fc.record(
      { userAttributes, validationData: metadata, clientMetadata: metadata },
      { requiredKeys: ['userAttributes'] },
    ),
    response: fc.oneof(fc.constant({ autoConfirmUser: false }), fc.jsonValue()),
  },
  { requiredKeys: ['version', 'triggerSource', 'region', 'userPoolId', 'userName', 'request'] },
)
/** Mostly events that can be read, and some values that are none. */
export const randomEvent = fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: fc.jsonValue() })

/** Its time stands still; `log` gets its report. */
export function createEveryHandler(log: (line: string) => void = () => {}) {
  const table = createFakeTable()
  table.put(invitationKey(hashInvitationCode('eu-west-1_Example01', 'the-code')), { usesLeft: 1_000 })
  table.put(domainKey('example.com'), { list: 'allow', subdomains: true })
  const rules = everyRule({
    table,
    verifier: {
      name: 'human-check',
      tokenField: 'token',
      actions: [],
      verify: async ({ token }) => ({ isHuman: token === 'good' }),
    },
    directory: {
      name: 'user-pool',
      findUsersByEmail: async (_, address) => [
        {
          userName: 'native',
          status: 'CONFIRMED',
          isEnabled: true,
          email: address.length % 2 === 0 ? address : 'other@example.com',
          isEmailVerified: true,
          identities: [],
        },
      ],
      linkIdentity: async () => 'linked',
    },
  })
  const config = definePreSignUp({
    rules: rules.map((rule) => (rule.name === 'callers' ? observe(rule) : rule)),
  })
  return createHandler(preSignUpTrigger(config), {
    clock: createVirtualClock(),
    initializationType: 'provisioned-concurrency',
    dimensions: { FunctionName: 'pre-sign-up', FunctionVersion: '7' },
    log,
    hashUser: () => '',
  })
}
