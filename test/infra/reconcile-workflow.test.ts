/** The workflow that walks the pool is one that Step Functions takes, and goes on until it is done. */
import aslValidator from 'asl-validator'
import { expect, test } from 'vitest'

import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

const { template } = synthesizeSuite()

interface State {
  readonly Type: string
  readonly Next?: string
  readonly Default?: string
  readonly Choices?: readonly {
    readonly Next: string
    readonly Variable: string
    readonly BooleanEquals: boolean
  }[]
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[]
  readonly Catch?: readonly { readonly Next: string }[]
}

interface Definition {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

function readDefinition(): Definition {
  const { DefinitionString } = findOnly(template, 'AWS::StepFunctions::StateMachine').Properties
  const [, parts]: readonly [string, readonly unknown[]] = Object(DefinitionString)['Fn::Join']
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:worker:live'
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : arn)).join(''))
}

test('the definition is valid', () => {
  const definition = readDefinition()

  const { isValid, errorsText } = aslValidator(definition)

  expect(errorsText('\n')).toBe('')
  expect(isValid).toBe(true)
})

test('the validator would find a state that leads nowhere', () => {
  const definition = readDefinition()
  const broken = {
    ...definition,
    States: { ...definition.States, Walk: { ...definition.States['Walk'], Next: 'Gone' } },
  }

  const { isValid } = aslValidator(broken)

  expect(isValid).toBe(false)
})

test('it walks stretch by stretch until the checkpoint says that it is done', () => {
  const { StartAt, States } = readDefinition()

  expect(StartAt).toBe('Walk')
  expect(States['Walk']?.Next).toBe('IsDone')
  expect(States['IsDone']).toMatchObject({
    Choices: [{ Variable: '$.checkpoint.isDone', BooleanEquals: true, Next: 'Walked' }],
    Default: 'Walk',
  })
})

test('a stretch that fails is tried again, then the walk stops and says so', () => {
  const { States } = readDefinition()

  expect(States['Walk']?.Retry).toEqual([
    {
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: 10,
      MaxAttempts: 9,
      BackoffRate: 2,
      MaxDelaySeconds: 900,
    },
  ])
  expect(States['Walk']?.Catch?.[0]?.Next).toBe('Stopped')
  expect(States['Stopped']?.Type).toBe('Fail')
})

test('it is started every hour with the pool of the stack', () => {
  const rule = findAll(template, 'AWS::Events::Rule').find(({ Properties }) =>
    JSON.stringify(Properties['Targets']).includes('reconcile'),
  )

  expect(rule?.Properties['ScheduleExpression']).toBe('rate(1 hour)')
  expect(JSON.stringify(Object(rule?.Properties['Targets'])[0].Input)).toContain('userPoolId')
})
