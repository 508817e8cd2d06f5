/** What is good enough to try the suite, and not for a stage that people use. It deploys, so that these are warnings. */
import { Annotations } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

import {
  findPlaceholderSender,
  type SuitePlans,
} from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { CognitoTriggerSuiteProps, TriggersProps } from './suite-props.ts'

/** On any pool. */
export function warnOfUnfinished(
  scope: Construct,
  senders: Pick<SuitePlans, 'mailSenders'>,
  { alarmActions = [], alarmTopicArn }: TriggersProps,
): void {
  const sender = findPlaceholderSender(senders)
  if (sender !== undefined) {
    warn(
      scope,
      'mail-sender',
      `Mail is sent from ${sender}, which cannot be verified in SES: name an address of yours.`,
    )
  }
  if (alarmActions.length === 0 && alarmTopicArn === undefined)
    warn(scope, 'silent-alarms', 'Alarms tell nobody when they ring: set alarmTopicArn.')
}

/** On the pool of the suite. */
export function warnOfUnfinishedPool(
  scope: Construct,
  { callbackUrls, logoutUrls, ses }: CognitoTriggerSuiteProps,
): void {
  for (const [name, urls = ['http://localhost:3000/']] of Object.entries({ callbackUrls, logoutUrls })) {
    const local = urls.find((url) => /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/?]|$)/.test(url))
    if (local !== undefined) {
      warn(
        scope,
        `local-${name}`,
        `Managed login may send people to their own machine, ${local}: set ${name} to addresses of your app.`,
      )
    }
  }
  if (ses === undefined) {
    warn(
      scope,
      'cognito-mail',
      'Cognito sends codes and invitations itself, at most 50 mails a day for the account, and then no sign-up gets its code: set ses (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html).',
    )
  }
}

function warn(scope: Construct, id: string, sentence: string): void {
  Annotations.of(scope).addWarningV2(`cognito-trigger-suite:${id}`, sentence)
}
