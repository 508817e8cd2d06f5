/** The events that a new version must answer before it serves people. They are events that Cognito sends, of a person
 * who does not exist. */
import { rehearsedEmail, rehearsedPool, rehearsedSub as sub } from '../events/rehearsed-person.ts'
import { registry, type TriggerName, triggerNames, type TriggerRow } from '../registry.ts'

export interface RehearsedEvent {
  readonly trigger: TriggerName
  readonly event: {
    readonly version: string
    readonly triggerSource: string
    readonly [field: string]: unknown
  }
}

const clientId = 'rehearsal0000000000000000r'

/** For each trigger and event version. A first sign-in through a provider is missing: its rules ask the pool itself.
 * The rehearsal cannot know that pool's id, since the pool's triggers wait for the rehearsal. */
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
        userPoolId: `${region}${rehearsedPool}`,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
        userName: sub,
        request: { userAttributes, ...request },
        response,
      },
    }))
  })
}
