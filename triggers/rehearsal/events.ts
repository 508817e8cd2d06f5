/** What a new version is asked before any person is: events that Cognito sends, of a person who does not exist. */
import type { TriggerName } from '../registry.ts'

export interface RehearsedEvent {
  readonly trigger: TriggerName
  readonly event: {
    readonly version: string
    readonly triggerSource: string
    readonly [field: string]: unknown
  }
}

/** No pool has it: whatever is read for it is not there. */
const poolSuffix = 'Rehearsal'
const sub = '00000000-0000-4000-8000-000000000000'
const clientId = 'rehearsal0000000000000000r'

/** For each trigger and event version. A first sign-in by a provider is not among them: its rules ask the pool itself,
 * whose id nobody can hand to a function that the pool's own triggers wait for. */
export function rehearsedEvents(region: string): readonly RehearsedEvent[] {
  const about = (version: string, triggerSource: string) => ({
    version,
    triggerSource,
    region,
    userPoolId: `${region}_${poolSuffix}`,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
  })
  const userAttributes = {
    sub,
    email: 'rehearsal@example.com',
    email_verified: 'true',
    'cognito:user_status': 'CONFIRMED',
  }
  const groupConfiguration = { groupsToOverride: ['members'], iamRolesToOverride: [], preferredRole: null }
  const token = (version: string, request: object): RehearsedEvent => ({
    trigger: 'pre-token-generation',
    event: {
      ...about(version, 'TokenGeneration_Authentication'),
      userName: sub,
      request: { userAttributes, groupConfiguration, ...request },
      response: version === '1' ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
    },
  })
  const scopes = ['aws.cognito.signin.user.admin']
  return [
    {
      trigger: 'pre-sign-up',
      event: {
        ...about('1', 'PreSignUp_SignUp'),
        userName: sub,
        request: { userAttributes: { email: userAttributes.email }, validationData: null },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    },
    token('1', {}),
    token('2', { scopes }),
    token('3', { scopes }),
    {
      trigger: 'post-confirmation',
      event: {
        ...about('1', 'PostConfirmation_ConfirmSignUp'),
        userName: sub,
        request: { userAttributes },
        response: {},
      },
    },
  ]
}
