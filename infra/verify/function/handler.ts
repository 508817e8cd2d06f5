/** The one function of the throw-away pool. Each call leaves a group in the pool, which counts it without a log that is
 * late. What it answers stands in the user name or the address: `deny-sign-up--7`. */
import { cognito } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { connectTo } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { setting } from '@cognito-trigger-suite/triggers/internal/adapters/setting'
import { createUserPool } from '@cognito-trigger-suite/triggers/internal/adapters/user-pool'
import { own, ownText, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { callOutsideStep } from '@cognito-trigger-suite/triggers/core/step'

/** Longer than Cognito waits. */
const silenceMs = 10_000

const pool = createUserPool(() => connectTo(cognito))

export async function handler(event: RawObject): Promise<unknown> {
  const mark = readMark(event)
  const source = ownText(event, 'triggerSource') ?? 'none'
  await send(event, 'CreateGroup', { GroupName: `call.${mark}.${source}.${crypto.randomUUID()}` })
  const act = acts.get(`${source.replace(/_.*/, '')} ${mark.replace(/--.*/, '')}`)
  return act === undefined ? event : { ...event, ...(await act(event)) }
}

/** Answers by the trigger and the mode. */
const acts: ReadonlyMap<string, (event: RawObject) => object | Promise<object>> = new Map(
  Object.entries({
    'PreSignUp deny-sign-up': () => refuse(),
    'PreSignUp silent': () => new Promise<object>((resolve) => setTimeout(() => resolve({}), silenceMs)),
    'PreSignUp null-flag': () => flags({ autoConfirmUser: null }),
    'PreSignUp verify-nothing': () => flags({ autoConfirmUser: true, autoVerifyEmail: true }),
    'PreSignUp other-name': () => ({ userName: 'somebody-else' }),
    'PreSignUp other-version': () => ({ version: '9' }),
    'PreSignUp verify': () => flags({ autoConfirmUser: true, autoVerifyEmail: true }),
    'PreSignUp link': link,
    'PreAuthentication deny-auth': () => refuse(),
    'TokenGeneration deny-token': () => refuse(),
    'TokenGeneration reserved': () =>
      overrides({ idTokenGeneration: { claimsToAddOrOverride: { sub: 'probe' } } }),
    'TokenGeneration groups-empty': () => overrides({ groupOverrideDetails: {} }),
    'TokenGeneration groups-none': () => overrides({ groupOverrideDetails: { groupsToOverride: [] } }),
    'TokenGeneration groups-left-out': () => overrides({}),
  }),
)

function refuse(): never {
  throw new Error('[probe] refused')
}

function flags(given: object): object {
  return { response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false, ...given } }
}

function overrides(given: object): object {
  return { response: { claimsAndScopeOverrideDetails: given } }
}

/** Links the identity to the native user with the same number. */
async function link(event: RawObject): Promise<object> {
  const [, ...subject] = (ownText(event, 'userName') ?? '').split('_')
  await send(event, 'AdminLinkProviderForUser', {
    DestinationUser: {
      ProviderName: 'Cognito',
      ProviderAttributeValue: readMark(event).replace('link', 'native'),
    },
    SourceUser: {
      ProviderName: setting('PROVIDER', 'the template has it'),
      ProviderAttributeName: 'Cognito_Subject',
      ProviderAttributeValue: subject.join('_'),
    },
  })
  return {}
}

function readMark(event: RawObject): string {
  const email = ownText(own(own(event, 'request'), 'userAttributes'), 'email') ?? ''
  return /[a-z]+(?:-[a-z]+)*--\d+/.exec(`${ownText(event, 'userName')} ${email}`)?.[0] ?? 'none'
}

async function send(event: RawObject, operation: string, input: object): Promise<void> {
  const call = callOutsideStep(AbortSignal.timeout(4_000), 2, () => 4_000)
  await pool.send(operation, { UserPoolId: ownText(event, 'userPoolId'), ...input }, call)
}
