/** The `Filter` of ListUsers: one attribute, `=` or `^=`, and a quoted value. */
import { invalidParameter } from '../errors.ts'
import type { User } from './users.ts'

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
const searchable: ReadonlyMap<string, (user: User) => string | undefined> = new Map([
  ['username', (user: User) => user.username],
  ['sub', (user: User) => user.sub],
  ['cognito:user_status', (user: User) => user.status],
  ['status', (user: User) => (user.isEnabled ? 'Enabled' : 'Disabled')],
  ...['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username'].map(
    (name): [string, (user: User) => string | undefined] => [name, (user) => user.attributes.get(name)],
  ),
])

/** AWS documents these two as case-sensitive, the others as not. */
const caseSensitive = new Set(['username', 'status'])

const form = /^\s*"?([\w:]+)"?\s*(\^=|=)\s*"((?:[^"\\]|\\.)*)"\s*$/s

/**
 * Makes the predicate; an empty filter lets everybody through.
 * @throws PoolError `InvalidParameterException` for a filter that AWS could not read.
 */
export function readUserFilter(filter: string | undefined): (user: User) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true
  const [, name = '', operator = '', quoted = ''] = form.exec(filter) ?? []
  if (operator === '') throw invalidParameter('Error while parsing filter.')
  const read = searchable.get(name)
  if (read === undefined) throw invalidParameter('Invalid search attribute in filter.')
  const fold = (text: string): string => (caseSensitive.has(name) ? text : text.toLowerCase())
  const wanted = fold(quoted.replaceAll(/\\(.)/gs, '$1'))
  return (user) => {
    const found = fold(read(user) ?? '')
    return operator === '=' ? found === wanted && read(user) !== undefined : found.startsWith(wanted)
  }
}
