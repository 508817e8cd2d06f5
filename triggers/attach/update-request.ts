/** Makes a request of UpdateUserPool that changes nothing but the triggers. */
import { isObject, own, ownNumber, ownText, type RawObject } from '../core/json.ts'
import { renamedKeys, sentKeys } from './pool-keys.ts'

/** Everything that DescribeUserPool told and UpdateUserPool takes, keys that are not known inside of it too.
 * `alsoSent` are further keys at the top. */
export function updateRequest(
  pool: RawObject,
  lambdaConfig: RawObject,
  alsoSent: ReadonlySet<string> = new Set(),
): RawObject {
  const whole = { ...pool, LambdaConfig: lambdaConfig }
  return Object.fromEntries(
    Object.keys(whole).flatMap((key): [string, unknown][] => {
      const name = renamedKeys.get(key) ?? (sentKeys.has(key) || alsoSent.has(key) ? key : undefined)
      const value = name === undefined ? undefined : valueOf(whole, key)
      return name === undefined || value === undefined || value === null ? [] : [[name, value]]
    }),
  )
}

function valueOf(pool: RawObject, key: string): unknown {
  const value = own(pool, key)
  if (!isObject(value)) return value
  switch (key) {
    // Tags with this prefix belong to AWS, which refuses to be told them.
    case 'UserPoolTags':
      return Object.fromEntries(Object.entries(value).filter(([tag]) => !tag.startsWith('aws:')))
    // DescribeUserPool tells its defaults on Lite, too, where no update may set it.
    case 'AcrConfiguration':
      return ownText(pool, 'UserPoolTier') === 'LITE' ? undefined : value
    // Both names of the setting are told, and only one may be sent.
    // @see https://github.com/pulumi/pulumi-aws-native/issues/1256
    case 'AdminCreateUserConfig':
      return Object.fromEntries(
        Object.entries(value).filter(([name]) => name !== 'UnusedAccountValidityDays' || !hasNewer(pool)),
      )
    default:
      return value
  }
}

function hasNewer(pool: RawObject): boolean {
  const policy = own(own(pool, 'Policies'), 'PasswordPolicy')
  return ownNumber(policy, 'TemporaryPasswordValidityDays') !== undefined
}
