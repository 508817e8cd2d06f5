import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkOptions } from '../../../triggers/core/options/check.ts'
import { dependency } from '../../../triggers/core/options/step.ts'
import { dependencyOfVariable, originVariable } from '../../../triggers/core/own-origin.ts'
import { suiteDependencies } from '../../../triggers/core/step.ts'

const check = (given: object) => () =>
  checkOptions<{ at: unknown }>('rule', { at: given }, { at: dependency })
const origin = 'https://crm.example.com'

describe('a dependency', () => {
  test.each([
    { name: 'table' },
    { name: 'human-check', secret: { store: 'ssm', name: '/key' } },
    { name: 'crm', origin },
    { name: 'crm', origin: 'http://127.0.0.1:8080' },
    { name: 'crm', secret: { store: 'ssm', name: '/key' } },
    { name: 'orders', resources: ['arn:aws:sqs:eu-west-1:111122223333:orders'] },
    { name: 'papers', resources: ['arn:aws:s3:::papers/*', 'arn:aws:s3:::papers/signed/*'] },
    { name: 'papers', resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/papers/index/*'] },
  ])('may be %j', (given) => {
    expect(check(given)).not.toThrow()
  })

  test.each([
    [{ name: 'tabel' }, 'says where that is: did you mean table?'],
    [{ name: 'crm' }, 'none of origin, resources or secret says where that is'],
    [{ name: 'table', origin }, "table, which is the suite's own"],
    [{ name: 'user-pool', resources: ['arn:aws:sqs:eu-west-1:111122223333:orders'] }, "the suite's own"],
    [{ name: 'Crm', origin }, 'at.name must be a name in kebab-case'],
    [{ name: 'crm', origin: 'http://crm.example.com' }, 'at.origin must be an origin'],
    [{ name: 'crm', origin: 'https://crm.example.com/api' }, 'without a path'],
    [{ name: 'crm', origin: 'https://user:key@crm.example.com' }, 'at.origin must be an origin'],
    [{ name: 'orders', resources: ['*'] }, 'must be an ARN'],
    [{ name: 'orders', resources: ['arn:aws:sqs:eu-west-1:*:orders'] }, 'must be an ARN'],
    [{ name: 'orders', resources: ['arn:aws:sqs:eu-west-1:111122223333:*'] }, 'must be an ARN'],
    [{ name: 'papers', resources: ['arn:aws:s3:::*'] }, 'must be an ARN'],
    [{ name: 'papers', resources: ['arn:aws:s3:::papers*'] }, 'must be an ARN'],
    [{ name: 'papers', resources: ['arn:aws:ssm:eu-west-1:111122223333:parameter/*'] }, 'must be an ARN'],
    [{ name: 'papers', resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/*'] }, 'must be an ARN'],
    [{ name: 'own-loopback', origin }, 'keeps for a stand-in'],
    [{ name: 'crm', origin: 'ftp://localhost' }, 'at.origin must be an origin'],
    [{ name: 'crm', origin: 'https://*.example' }, 'at.origin must be an origin'],
    [{ name: 'orders', resources: [] }, 'at.resources'],
    [{}, 'at.name is missing'],
  ])('may not be %j', (given, why) => {
    expect(check(given)).toThrow(why)
  })
})

test('every name comes back from its variable, and no variable of the suite is a name', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const name = words.join('-')
      fc.pre(!['webhook-loopback', 'human-check-loopback', 'own-loopback'].includes(name))
      expect(dependencyOfVariable(originVariable(name))).toBe(name)
    }),
    { seed: 12 },
  )
  for (const name of [
    'WEBHOOK_LOOPBACK_ORIGIN',
    'HUMAN_CHECK_LOOPBACK_ORIGIN',
    'OWN_LOOPBACK_ORIGIN',
    'TABLE_NAME',
    '_ORIGIN',
  ])
    expect(dependencyOfVariable(name)).toBeUndefined()
  expect(suiteDependencies.map(originVariable)).toContain('USER_POOL_ORIGIN')
})
