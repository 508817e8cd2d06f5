/** Each intrinsic function gives what CloudFormation gives. */
import { expect, test } from 'vitest'

import { readAssembly } from '../../../local/template/assembly.ts'
import { createResolver } from '../../../local/template/create-resolver.ts'
import { TemplateError } from '../../../local/template/template-error.ts'
import { writeAssembly } from './write-assembly.ts'

test.each([
  ['a literal', 'plain', 'plain'],
  ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
  ['the account', { Ref: 'AWS::AccountId' }, '000000000000'],
  ['the partition', { Ref: 'AWS::Partition' }, 'aws'],
  ['the stack', { Ref: 'AWS::StackName' }, 'stack'],
  ['a parameter with a default', { Ref: 'Size' }, 12],
  ['a resource', { Ref: 'Table' }, 'stack-Table'],
  [
    'an attribute',
    { 'Fn::GetAtt': ['Pool', 'ProviderName'] },
    'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Local0001',
  ],
  ['an attribute with a dot', { 'Fn::GetAtt': 'Version.Version' }, '1'],
  ['a join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 3]] }, 'a-eu-west-1-3'],
  [
    'a substitution',
    { 'Fn::Sub': '${AWS::Region}/${Table}/${Table.Arn}' },
    'eu-west-1/stack-Table/arn:aws:dynamodb:eu-west-1:000000000000:table/stack-Table',
  ],
  ['a substitution with its own values', { 'Fn::Sub': ['${Who}', { Who: { Ref: 'Table' } }] }, 'stack-Table'],
  ['a substitution with an escape', { 'Fn::Sub': '${!Literal}' }, '${Literal}'],
  ['a split', { 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
  ['a selection', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
  ['a property without a value', { Kept: 1, Gone: { Ref: 'AWS::NoValue' } }, { Kept: 1 }],
  ['an item without a value', [1, { Ref: 'AWS::NoValue' }], [1]],
  ['an object with two keys of which one is Ref', { Ref: 'x', Other: 1 }, { Ref: 'x', Other: 1 }],
])('resolver gives %s', (_, value, expected) => {
  const resolver = createResolver(readAssembly(writeAssembly({ parameters: { Size: { Default: 12 } } })), {
    region: 'eu-west-1',
    seed: 'seed',
  })

  const resolved = resolver.resolve(value, 'Here')

  expect(resolved).toEqual(expected)
})

test.each([
  ['Ref', { Ref: 3 }],
  ['Fn::GetAtt', { 'Fn::GetAtt': 'Table' }],
  ['Fn::Join', { 'Fn::Join': 'a' }],
  ['Fn::Split', { 'Fn::Split': [] }],
  ['Fn::Select', { 'Fn::Select': [5, ['a']] }],
  ['Fn::Sub', { 'Fn::Sub': [] }],
])('resolver names a malformed %s and its place', (name, value) => {
  const resolver = createResolver(readAssembly(writeAssembly()), { region: 'eu-west-1', seed: 'seed' })

  const resolve = () => resolver.resolve(value, 'Here')

  expect(resolve).toThrow(
    new TemplateError(`Here holds a malformed ${name}: correct it where the template is made.`),
  )
})
