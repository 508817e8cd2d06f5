/** The attributes that the app clients may write, by their names in tokens and events. */
import { ClientAttributes } from 'aws-cdk-lib/aws-cognito'
import type { StandardAttributesMask } from 'aws-cdk-lib/aws-cognito'

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

export type WritableAttribute = keyof typeof cdkNames

/** The names that the list may hold. */
export const allWritableAttributes = Object.keys(cdkNames)

export function toClientAttributes(names: readonly WritableAttribute[]): ClientAttributes {
  const mask = Object.fromEntries(names.map((name) => [cdkNames[name], true]))
  return new ClientAttributes().withStandardAttributes(mask)
}
