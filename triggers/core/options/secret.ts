/** Checks of where a secret is kept. They never read the secret. */
import type { SecretName } from '../step.ts'
import { type RequiredCheck, shape } from './check.ts'
import { actions } from './actions.ts'
import { port } from './port.ts'
import { oneOf, text } from './values.ts'

export const secretName: RequiredCheck = shape<SecretName>({
  store: oneOf(['ssm', 'secretsmanager']),
  name: text(),
})

export const secret = port('a secret, such as parameterSecret(name)', undefined, ['read', 'forget'], {
  name: secretName,
  actions,
})
