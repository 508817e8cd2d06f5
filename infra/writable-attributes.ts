/** Which attributes the app clients may write, by the names that tokens and events have. */
import { ClientAttributes } from 'aws-cdk-lib/aws-cognito'
import type { StandardAttributesMask } from 'aws-cdk-lib/aws-cognito'

/** What CDK calls the standard attributes of OpenID Connect. */
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

/** The names that may stand in the list. */
export const allWritableAttributes = Object.keys(cdkNames)

export function toClientAttributes(names: readonly WritableAttribute[]): ClientAttributes {
  const mask = Object.fromEntries(names.map((name) => [cdkNames[name], true]))
  return new ClientAttributes().withStandardAttributes(mask)
}
