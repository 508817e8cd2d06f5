/** What a new version is asked before any person is: events that Cognito sends, of a person who does not exist. */
import { registry, rehearsedEmail, type TriggerName, triggerNames, type TriggerRow } from '../registry.ts'

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
  const userAttributes = {
    sub,
    email: rehearsedEmail,
    email_verified: 'true',
    'cognito:user_status': 'CONFIRMED',
  }
  return triggerNames.flatMap((trigger) => {
    const { usualSource, rehearsed }: TriggerRow = registry[trigger]
    return rehearsed.map(({ source = usualSource, version, request, response }) => ({
      trigger,
      event: {
        version,
        triggerSource: source,
        region,
        userPoolId: `${region}_${poolSuffix}`,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
        userName: sub,
        request: { userAttributes, ...request },
        response,
      },
    }))
  })
}
