/** What people notice when a change makes another resource of a type. */
export const replacementMeanings: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::CompositeAlarm': 'Its history begins anew.',
  'AWS::CodeDeploy::Application': 'The history of rollouts begins anew.',
  'AWS::CodeDeploy::DeploymentConfig': 'Nothing: the next rollout follows the new one.',
  'AWS::CodeDeploy::DeploymentGroup': 'The history of the rollouts of one function begins anew.',
  'AWS::Cognito::ManagedLoginBranding':
    'The look of managed login is made anew, for a moment in its default.',
  'AWS::Cognito::UserPoolClient':
    'Another client id and secret: each app must get them, and people sign in again. Apps go on with the old client until you delete it.',
  'AWS::Cognito::UserPoolDomain':
    'Another address of managed login, in each app and at each identity provider. It fails while the pool has the old one: delete that first.',
  'AWS::Cognito::UserPoolGroup':
    'Another group **without its members**. The old group keeps them: move them, then delete it.',
  'AWS::Cognito::UserPoolResourceServer':
    'The scopes of machine clients have other names, in each client and each API that checks them.',
  'AWS::DynamoDB::GlobalTable':
    '**Another, empty table**: profiles, entitlements, invitations and reservations stay in the old one. Copy it, and [set `effectsSince`](runbook.md#after-a-restore-of-the-table) before the walk hands every user over again.',
  'AWS::Events::EventBus':
    'Another bus, to which no subscriber has a rule yet. Its name comes from the construct: moving or renaming that does it, too.',
  'AWS::Lambda::Alias': 'Another ARN: the pool calls it from the same deployment on.',
  'AWS::Lambda::EventInvokeConfig': 'Nothing.',
  'AWS::Lambda::EventSourceMapping':
    'The worker reads the stream again from the last 24 hours. Effects that were performed are not performed again.',
  'AWS::Lambda::Permission':
    'Nothing, since the new permission is there before the old one goes. Without it nobody can sign up or sign in.',
  'AWS::Lambda::Version': 'Nothing: each deployment of new code makes a version, and the old one stays.',
  'AWS::Logs::LogGroup': 'The log begins anew.',
}
