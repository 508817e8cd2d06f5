/** Conditions and types of a template, as CloudFormation reads them. */
import { expect, test } from 'vitest'
import { readAssembly } from '../../../local/template/assembly.ts'
import { createResolver } from '../../../local/template/create-resolver.ts'
import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { TemplateError } from '../../../local/template/template-error.ts'
import { fakeFunction, fakeResources, writeAssembly } from './write-assembly.ts'

const isProd = { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }

const conditions = {
  IsProd: isProd,
  IsDev: { 'Fn::Not': [{ Condition: 'IsProd' }] },
  Five: { 'Fn::Equals': ['5', 5] },
  Both: { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'Five' }] },
  Neither: { 'Fn::And': [{ Condition: 'IsDev' }, isProd] },
  Either: { 'Fn::Or': [isProd, { Condition: 'Five' }] },
  None: { 'Fn::Or': [isProd, isProd] },
  Loop: { 'Fn::Not': [{ Condition: 'Loop' }] },
  Odd: { 'Fn::Contains': [['a'], 'a'] },
  Short: { 'Fn::Equals': ['a'] },
  Unset: { 'Fn::Equals': [{ Ref: 'Name' }, ''] },
}
const parameters = { Stage: { Default: 'dev' }, Name: { Type: 'String' } }

function makeResolver(resources = fakeResources()) {
  const dir = writeAssembly({ resources, parameters, conditions })
  return createResolver(readAssembly(dir), { region: 'eu-west-1', seed: 'seed' })
}

test.each([
  ['IsProd', false],
  ['IsDev', true],
  ['Five', true],
  ['Both', true],
  ['Neither', false],
  ['Either', true],
  ['None', false],
])('the condition %s is %s, for resources and for Fn::If', (Condition, isTrue) => {
  const table = { Type: 'AWS::DynamoDB::Table', Properties: {}, Condition }
  const { resolve, resourcesOf } = makeResolver(fakeResources({ Table: table }))

  const value = resolve({ A: { 'Fn::If': [Condition, 1, { Ref: 'AWS::NoValue' }] } }, 'Here')

  expect(resourcesOf('AWS::DynamoDB::Table')).toHaveLength(isTrue ? 1 : 0)
  expect(value).toEqual(isTrue ? { A: 1 } : {})
})

test.each([
  ['Loop', 'Conditions.Loop refers back to itself.'],
  ['Odd', /^Conditions\.Odd is no condition that the local stack can decide: use Fn::Equals, /],
  ['Short', /^Conditions\.Short is no condition that the local stack can decide/],
  ['Unset', 'Conditions.Unset needs parameter Name, which has no default: give it one.'],
  ['Missing', 'Here names the condition Missing, which the template does not hold.'],
])('the condition %s is refused', (name, sentence) => {
  const { resolve } = makeResolver()

  const read = () => resolve({ 'Fn::If': [name, 1, 2] }, 'Here')

  expect(read).toThrow(TemplateError)
  expect(read).toThrow(sentence)
})

test('a reference to a resource whose condition is false is refused', () => {
  const table = { Type: 'AWS::DynamoDB::Table', Properties: {}, Condition: 'IsProd' }
  const { resolve } = makeResolver(fakeResources({ Table: table }))

  expect(() => resolve({ Ref: 'Table' }, 'Here')).toThrow(
    'Here refers to Table, which is not there, since its condition IsProd is false: choose by Fn::If.',
  )
  expect(resolve({ 'Fn::If': ['IsProd', { Ref: 'Table' }, 'none'] }, 'Here')).toBe('none')
})

test('texts and numbers become what the property takes', () => {
  const Variables = { COUNT: 5, IS_ON: true, NONE: '' }
  const fn = fakeFunction({ MemorySize: '512', Timeout: '4', Environment: { Variables } })

  const { functions } = readStackModel(writeAssembly({ resources: fakeResources({ Fn: fn }) }))

  expect(functions).toMatchObject([
    { memoryMb: 512, timeoutS: 4, environment: { COUNT: '5', IS_ON: 'true', NONE: '' } },
  ])
})

test('an app client with the text true has a secret', () => {
  const client = { Type: 'AWS::Cognito::UserPoolClient', Properties: { GenerateSecret: 'true' } }

  const { clients } = readStackModel(writeAssembly({ resources: fakeResources({ Client: client }) }))

  expect(clients).toMatchObject([{ kind: 'confidential', clientSecret: expect.any(String) }])
})
