/** Trigger calls as the console shows them, one of each kind. */
import type { InvocationView, StepView } from '../../local/console/views.ts'

const step = (
  name: string,
  kind: StepView['kind'],
  startMs: number,
  durationMs: number,
  policy: string,
): StepView => ({
  name,
  kind,
  startMs,
  durationMs,
  attempts: 1,
  outcome: 'ok',
  policy,
})

const event = (triggerSource: string) => ({
  version: '1',
  triggerSource,
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_fake',
  userName: 'ada',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'public' },
  request: { userAttributes: { email: 'ada@example.com' }, validationData: null },
  response: {},
})

export const plainCall = (
  trigger: string,
  triggerSource: string,
  operation: string,
  operationNumber: number,
  startedAtMs: number,
): InvocationView => ({
  requestId: `${trigger}-${operationNumber}`,
  trigger,
  triggerSource,
  functionName: trigger,
  attempt: 1,
  operation,
  operationId: `operation-${operationNumber}`,
  startedAtMs,
  durationMs: 41.3,
  cold: false,
  outcome: 'ok',
  limitMs: 5000,
  steps: [],
  stages: [
    { name: 'parse', startMs: 0, durationMs: 0.2 },
    { name: 'gather', startMs: 0.2, durationMs: 29.4 },
    { name: 'decide', startMs: 29.6, durationMs: 0.1 },
    { name: 'perform', startMs: 29.7, durationMs: 11.1 },
    { name: 'respond', startMs: 40.8, durationMs: 0.3 },
  ],
  event: event(triggerSource),
  response: event(triggerSource),
  logLines: ['START', '{"outcome":"ok","remainingMs":4455}', 'END'],
})

const signUpSteps = [
  step('domain-list', 'fact', 0.4, 18.2, 'deny email_domain_not_allowed'),
  step('email-reservation', 'fact', 0.5, 29.1, 'deny temporarily_unavailable'),
  step('invitation', 'fact', 0.5, 12, 'use none'),
]

export const coldCall: Partial<InvocationView> = {
  cold: true,
  initDurationMs: 182,
  steps: signUpSteps,
  response: { ...event('PreSignUp_SignUp'), response: { autoConfirmUser: false, autoVerifyEmail: false } },
}

export const deniedCall = (code: string, text: string): Partial<InvocationView> => ({
  outcome: 'denied',
  code,
  durationMs: 19.8,
  steps: signUpSteps.slice(0, 1),
  response: undefined,
  error: { errorType: 'Denial', errorMessage: `[${code}] ${text}` },
})

export const slowCall: Partial<InvocationView> = {
  outcome: 'timeout',
  durationMs: 4500,
  steps: [
    {
      ...step('domain-list', 'fact', 0.4, 4490, 'deny email_domain_not_allowed'),
      outcome: 'timeout',
      attempts: 3,
    },
  ],
  response: undefined,
  error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 4.50 seconds' },
}

export const provisioningSteps = [
  step('provisioning-record', 'fact', 0.3, 9.2, 'use none'),
  step('profile', 'effect', 10, 14, 'defer'),
  { ...step('welcome-mail', 'effect', 10, 29, 'defer'), outcome: 'failed' as const, attempts: 2 },
  { ...step('group-members', 'effect', 40, 0.1, 'defer'), outcome: 'skipped' as const, attempts: 0 },
]

export const tokenCall = (email: string): Partial<InvocationView> => ({
  durationMs: 6.4,
  steps: [step('entitlements', 'fact', 0.3, 5.2, 'use none')],
  event: { ...event('TokenGeneration_Authentication'), version: '2', userName: email },
  response: {
    ...event('TokenGeneration_Authentication'),
    version: '2',
    userName: email,
    response: {
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme', plan: 'pro' } },
        accessTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' }, scopesToAdd: ['orders/read'] },
      },
    },
  },
})
