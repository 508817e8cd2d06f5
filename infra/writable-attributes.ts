/** The attributes that the app clients may write, by their names in tokens and events. */
import { ClientAttributes } from 'aws-cdk-lib/aws-cognito'
import type { StandardAttributesMask } from 'aws-cdk-lib/aws-cognito'

import type { CustomAttributeName } from './custom-attributes.ts'

/** The CDK's names of the standard attributes of OpenID Connect. */
const cdkNames = {
  address: 'address',
  birthdate: 'birthdate',
  email: 'email',
  family_name: 'familyName',
  gender: 'gender',
  given_name: 'givenName',
  locale: 'locale',
  middle_name: 'middleName',
  name: 'fullname',
  nickname: 'nickname',
  phone_number: 'phoneNumber',
  picture: 'profilePicture',
  preferred_username: 'preferredUsername',
  profile: 'profilePage',
  updated_at: 'lastUpdateTime',
  website: 'website',
  zoneinfo: 'timezone',
} as const satisfies Record<string, keyof StandardAttributesMask>

export type WritableAttribute = keyof typeof cdkNames | CustomAttributeName

/** The standard attributes that the list may hold. */
export const standardAttributes: readonly string[] = Object.keys(cdkNames)

export function toClientAttributes(names: readonly WritableAttribute[]): ClientAttributes {
  const isCustom = (name: string): name is CustomAttributeName => name.startsWith('custom:')
  const standard = Object.entries(cdkNames).filter(([name]) => names.some((each) => each === name))
  return new ClientAttributes()
    .withStandardAttributes(Object.fromEntries(standard.map(([, cdkName]) => [cdkName, true])))
    .withCustomAttributes(...names.filter(isCustom))
}
