/** What is good enough to try the suite, and not for a stage that people use. It deploys, so that these are warnings. */
import { Annotations } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

import {
  findPlaceholderSender,
  type SuitePlans,
} from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { CognitoTriggerSuiteProps } from './suite-props.ts'

export function warnOfUnfinished(scope: Construct, plans: SuitePlans, props: CognitoTriggerSuiteProps): void {
  for (const [id, warning] of findUnfinished(plans, props))
    Annotations.of(scope).addWarningV2(`cognito-trigger-suite:${id}`, warning)
}

/** Ids and sentences. */
function findUnfinished(
  plans: SuitePlans,
  { callbackUrls, logoutUrls, ses, alarmActions = [], alarmTopicArn }: CognitoTriggerSuiteProps,
): ReadonlyMap<string, string> {
  const warnings = new Map<string, string>()
  const mailSenders = [...plans.mailSenders, ...(ses === undefined ? [] : [ses.fromEmail])]
  const sender = findPlaceholderSender({ mailSenders })
  if (sender !== undefined) {
    warnings.set(
      'mail-sender',
      `Mail is sent from ${sender}, which cannot be verified in SES: name an address of yours.`,
    )
  }
  for (const [name, urls = ['http://localhost:3000/']] of Object.entries({ callbackUrls, logoutUrls })) {
    const local = urls.find((url) => /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/?]|$)/.test(url))
    if (local !== undefined) {
      warnings.set(
        `local-${name}`,
        `Managed login may send people to their own machine, ${local}: set ${name} to addresses of your app.`,
      )
    }
  }
  if (ses === undefined) {
    warnings.set(
      'cognito-mail',
      'Cognito sends codes and invitations itself, at most 50 mails a day for the account, and then no sign-up gets its code: set ses (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html).',
    )
  }
  if (alarmActions.length === 0 && alarmTopicArn === undefined)
    warnings.set('silent-alarms', 'Alarms tell nobody when they ring: set alarmTopicArn.')
  return warnings
}
