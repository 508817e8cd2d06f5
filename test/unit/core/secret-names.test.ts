import { describe, expect, test } from 'vitest'
import { parameterSecret, secretsManagerSecret } from '../../../triggers/adapters/secret-https.ts'
import { checkOptions } from '../../../triggers/core/options/check.ts'
import { dependency } from '../../../triggers/core/options/step.ts'

const account = 'eu-west-1:123456789012'
const stores = { ssm: parameterSecret, secretsmanager: secretsManagerSecret }
const makeBoth = (store: keyof typeof stores, name: string) => () => {
  checkOptions<{ at: unknown }>('rule', { at: { name: 'crm', secret: { store, name } } }, { at: dependency })
  return stores[store](name)
}

describe('the name of a secret', () => {
  test.each([
    ['ssm', '/crm/key'],
    ['ssm', 'key'],
    ['ssm', '/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o'],
    ['ssm', `arn:aws:ssm:${account}:parameter/crm/key`],
    ['secretsmanager', 'crm/key'],
    ['secretsmanager', '/crm/key+=.@-_'],
    ['secretsmanager', `arn:aws-us-gov:secretsmanager:${account}:secret:crm/key-AbCdEf`],
  ] as const)('of %s may be %s', (store, name) => {
    expect(makeBoth(store, name)).not.toThrow()
  })

  test.each([
    ['ssm', '/crm/key:3'],
    ['ssm', 'crm/key'],
    ['ssm', '/crm//key'],
    ['ssm', '/crm/key/'],
    ['ssm', '/'],
    ['ssm', '/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p'],
    ['ssm', '/aws/reference/secretsmanager/key'],
    ['ssm', '/crm/*'],
    ['ssm', 'arn:aws:iam::aws:policy/x'],
    ['ssm', `arn:aws:secretsmanager:${account}:secret:key-AbCdEf`],
    ['ssm', `arn:aws:ssm:${account}:parameter/crm/key:3`],
    ['secretsmanager', 'crm key'],
    ['secretsmanager', 'crm/key:AWSPREVIOUS'],
    ['secretsmanager', `arn:aws:secretsmanager:${account}:secret:key`],
    ['secretsmanager', `arn:aws:ssm:${account}:parameter/key`],
    ['secretsmanager', 'k'.repeat(513)],
  ] as const)('of %s may not be %s, which the error does not quote', (store, name) => {
    expect(makeBoth(store, name)).toThrow(
      store === 'ssm' ? 'must be a name of Parameter Store' : 'must be a name of Secrets Manager',
    )
    expect(() => stores[store](name)).toThrow(/^(?:(?!crm\/key:|k{9}|policy).)*$/)
  })
})
