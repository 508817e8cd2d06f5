/** Keys of DescribeUserPool's answer, and which of them UpdateUserPool takes. An update sets what it leaves out to its
 * default, so that a key which is in neither list is refused. */

/** Sent as they came.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html */
export const sentKeys: ReadonlySet<string> = new Set([
  'Policies',
  'DeletionProtection',
  'LambdaConfig',
  'AutoVerifiedAttributes',
  'SmsVerificationMessage',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'VerificationMessageTemplate',
  'SmsAuthenticationMessage',
  'UserAttributeUpdateSettings',
  'MfaConfiguration',
  'DeviceConfiguration',
  'EmailConfiguration',
  'SmsConfiguration',
  'UserPoolTags',
  'AdminCreateUserConfig',
  'UserPoolAddOns',
  'AccountRecoverySetting',
  'UserPoolTier',
  'KeyConfiguration',
  'IssuerConfiguration',
  'AcrConfiguration',
])

/** Sent under another name. */
export const renamedKeys: ReadonlyMap<string, string> = new Map([
  ['Id', 'UserPoolId'],
  ['Name', 'PoolName'],
])

/** Never sent: UpdateUserPool does not know them. `DcrConfiguration` it knows, keeps when it is left out, and turns
 * dynamic client registration on when it is sent without a status. */
export const droppedKeys: ReadonlySet<string> = new Set([
  'DcrConfiguration',
  'AliasAttributes',
  'UsernameAttributes',
  'UsernameConfiguration',
  'SchemaAttributes',
  'Status',
  'LastModifiedDate',
  'CreationDate',
  'EstimatedNumberOfUsers',
  'Domain',
  'CustomDomain',
  'Arn',
  'SmsConfigurationFailure',
  'EmailConfigurationFailure',
])

/** They change by themselves. */
export const restlessKeys: ReadonlySet<string> = new Set([
  'LastModifiedDate',
  'EstimatedNumberOfUsers',
  'Status',
  'SmsConfigurationFailure',
  'EmailConfigurationFailure',
])
