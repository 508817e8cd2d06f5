/** Checks of where a secret is kept. They never read the secret, and never quote its name: it may be the secret itself. */
import type { SecretName } from '../step.ts'
import { isPlain, required, type RequiredCheck, shape, valueThat } from './check.ts'
import { actions } from './actions.ts'
import { port } from './port.ts'
import { inside } from './refuse.ts'
import { oneOf, text } from './values.ts'

/** The names that each store takes.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const secretNames: Readonly<Record<SecretName['store'], RequiredCheck>> = {
  // IAM knows no version: a grant on `/crm/key:3` would match nothing.
  ssm: named(
    'a name of Parameter Store such as /crm/key or key, or its ARN, without a version',
    /^(?!\/?(?:aws|ssm)(?:\/|$))(?:[\w.-]+|(?:arn:[a-z-]+:ssm:[a-z0-9-]+:\d{12}:parameter)?(?:\/[\w.-]+){1,15})$/i,
  ),
  secretsmanager: named(
    'a name of Secrets Manager such as crm/key, or its whole ARN',
    /^(?:arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}|[\w/+=.@-]{1,512})$/,
  ),
}

export const secretName: RequiredCheck = required('a secret with its store and name', (value, at) => {
  shape<SecretName>({ store: oneOf(['ssm', 'secretsmanager']), name: text() }).test(value, at)
  const { store, name } = isPlain(value) ? value : {}
  secretNames[store === 'ssm' ? 'ssm' : 'secretsmanager'].test(name, inside(at, 'name'))
})

export const secret = port('a secret, such as parameterSecret(name)', undefined, ['read', 'forget'], {
  name: secretName,
  actions,
})

function named(what: string, form: RegExp): RequiredCheck {
  return valueThat(what, (value) => typeof value === 'string' && value.length <= 1_011 && form.test(value))
}
