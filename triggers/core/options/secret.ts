/** Checks of secrets: where one is kept, never what it is. */
import type { SecretName } from '../step.ts'
import { type RequiredCheck, shape } from './check.ts'
import { port } from './port.ts'
import { inside } from './refuse.ts'
import { oneOf, text } from './values.ts'

export const secretName: RequiredCheck = shape<SecretName>({
  store: oneOf(['ssm', 'secretsmanager']),
  name: text(),
})

const source = port('a secret, such as parameterSecret(name)', undefined, ['read', 'forget'])

export const secret: RequiredCheck = {
  ...source,
  test(value, at) {
    source.test(value, at)
    secretName.test(Reflect.get(Object(value), 'name'), inside(at, 'name'))
  },
}
