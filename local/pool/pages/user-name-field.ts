/** The field for the name a person signs in with. */
import type { PoolSettings } from '../settings/pool-settings.ts'
import type { Field } from './layout.ts'

/** Labelled and typed by what the pool takes as a user name. */
export function userNameField(settings: PoolSettings, value: string): Field {
  const [attribute, other] = settings.usernameAttributes
  const common = { name: 'username', autocomplete: 'username', value } as const
  if (attribute === undefined) return { ...common, label: 'User name', type: 'text' }
  if (other !== undefined) return { ...common, label: 'E-mail address or phone number', type: 'text' }
  return attribute === 'email'
    ? { ...common, label: 'E-mail address', type: 'email' }
    : { ...common, label: 'Phone number', type: 'tel' }
}
