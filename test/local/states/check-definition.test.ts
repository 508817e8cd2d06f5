/** What the interpreter cannot run it refuses before anything runs, in one sentence that names the place. */
import { expect, test } from 'vitest'
import { checkDefinition } from '../../../local/states/check-definition.ts'

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:worker:live'

const whole = {
  Comment: 'Each type of state',
  StartAt: 'Ask',
  TimeoutSeconds: 60,
  QueryLanguage: 'JSONPath',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: arn, 'Payload.$': '$' },
      OutputPath: '$.Payload',
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, JitterStrategy: 'FULL' }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Stop' }],
      Next: 'Decide',
    },
    Decide: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.decision', StringEquals: 'deny', Next: 'Denied' },
        {
          And: [
            { Variable: '$.count', NumericGreaterThan: 1 },
            { Not: { Variable: '$.gone', IsPresent: true } },
          ],
          Next: 'Each',
        },
      ],
      Default: 'Rest',
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'index.$': '$$.Map.Item.Index' },
      MaxConcurrency: 2,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'One',
        States: { One: { Type: 'Pass', Result: 1, End: true } },
      },
      Next: 'Both',
    },
    Both: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'Left', States: { Left: { Type: 'Pass', End: true } } }],
      ResultSelector: { 'left.$': '$[0]' },
      Next: 'Rest',
    },
    Rest: { Type: 'Wait', Seconds: 1, Next: 'Denied' },
    Denied: { Type: 'Succeed' },
    Stop: { Type: 'Fail', Error: 'Stopped', CausePath: '$.why' },
  },
}

/** The definition with other fields in one state; undefined takes a field away. */
function withState(name: string, fields: object) {
  const { [name]: state, ...others } = whole.States as Readonly<Record<string, object>>
  return { ...whole, States: { ...others, [name]: JSON.parse(JSON.stringify({ ...state, ...fields })) } }
}

test('what runs here is read', () => {
  expect(checkDefinition('Whole', whole)).toEqual(whole)
})

test.each([
  [
    'JSONata for all',
    { ...whole, QueryLanguage: 'JSONata' },
    "QueryLanguage must be 'JSONPath', not 'JSONata'",
  ],
  [
    'JSONata in a state',
    withState('Rest', { QueryLanguage: 'JSONata' }),
    "States.Rest.QueryLanguage must be 'JSONPath'",
  ],
  ['Output', withState('Ask', { Output: '{% $x %}' }), 'States.Ask.Output is no option'],
  ['Assign', withState('Ask', { Assign: { x: 1 } }), 'States.Ask.Assign is no option'],
  ['Arguments', withState('Ask', { Arguments: {} }), 'States.Ask.Arguments is no option'],
  ['a heartbeat', withState('Ask', { HeartbeatSeconds: 5 }), 'States.Ask.HeartbeatSeconds is no option'],
  [
    'a distributed map',
    withState('Each', {
      ItemProcessor: {
        ...whole.States.Each.ItemProcessor,
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      },
    }),
    'ProcessorConfig.ExecutionType is no option',
  ],
  ['items from elsewhere', withState('Each', { ItemReader: {} }), 'States.Each.ItemReader is no option'],
  ['batches of items', withState('Each', { ItemBatcher: {} }), 'States.Each.ItemBatcher is no option'],
  [
    'tolerated failures',
    withState('Each', { ToleratedFailurePercentage: 5 }),
    'States.Each.ToleratedFailurePercentage is no option',
  ],
  ['an older iterator', withState('Each', { Iterator: {} }), 'States.Each.Iterator is no option'],
  [
    'another service',
    withState('Ask', { Resource: 'arn:aws:states:::sqs:sendMessage' }),
    'no other service runs here',
  ],
  [
    'a task token',
    withState('Ask', { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }),
    'no other service runs here',
  ],
  [
    'an activity',
    withState('Ask', { Resource: 'arn:aws:states:eu-west-1:123456789012:activity:x' }),
    'no other service runs here',
  ],
  [
    'another setting of lambda:invoke',
    withState('Ask', { Parameters: { FunctionName: arn, InvocationType: 'Event' } }),
    'InvocationType does not run here',
  ],
  ['lambda:invoke of nothing', withState('Ask', { Parameters: undefined }), 'has no Parameters'],
  [
    'a function that is found by a path',
    withState('Ask', { Parameters: { 'FunctionName.$': '$.f' } }),
    'FunctionName.$ does not run here',
  ],
  [
    'an intrinsic function',
    withState('Each', { ItemSelector: { 'x.$': "States.Format('{}', $.a)" } }),
    'without wildcards, filters and intrinsic functions',
  ],
  ['two causes', withState('Stop', { Cause: 'x' }), 'has both Cause and CausePath'],
  ['two errors', withState('Stop', { ErrorPath: '$.x' }), 'has both Error and ErrorPath'],
  ['a state alone', withState('Alone', { Type: 'Succeed' }), 'States.Alone is led to by no state'],
  ['a long name', withState('a'.repeat(81), { Type: 'Succeed' }), 'of at most 80 characters'],
  ['a wildcard', withState('Each', { ItemsPath: '$.items[*]' }), 'must be a path such as $.a.b'],
  ['a filter', withState('Ask', { InputPath: '$.items[?(@.a)]' }), 'must be a path such as $.a.b'],
  ['a result in the context', withState('Ask', { ResultPath: '$$.x' }), 'into which a result can be put'],
  [
    'another comparison',
    withState('Decide', { Choices: [{ Variable: '$.a', StringMatches: 'a*', Next: 'Rest' }] }),
    'StringMatches is no option',
  ],
  [
    'two comparisons',
    withState('Decide', { Choices: [{ Variable: '$.a', StringEquals: 'a', IsNull: true, Next: 'Rest' }] }),
    'must hold one comparison',
  ],
  [
    'a comparison of nothing',
    withState('Decide', { Choices: [{ StringEquals: 'a', Next: 'Rest' }] }),
    'has no Variable',
  ],
  [
    'a wait until a time',
    withState('Rest', { Timestamp: '2026-01-01T00:00:00Z' }),
    'States.Rest.Timestamp is no option',
  ],
  ['another type', withState('Rest', { Type: 'Sleep' }), 'States.Rest.Type must be'],
  [
    'States.ALL beside others',
    withState('Ask', { Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }),
    'stands alone',
  ],
  [
    'States.ALL before others',
    withState('Ask', {
      Catch: [
        { ErrorEquals: ['States.ALL'], Next: 'Stop' },
        { ErrorEquals: ['A'], Next: 'Stop' },
      ],
    }),
    'must be the last',
  ],
  [
    'a state that leads nowhere',
    withState('Rest', { Next: 'Denid' }),
    'leads to Denid, which is no state beside it',
  ],
  [
    'a catcher that leads nowhere',
    withState('Ask', { Catch: [{ ErrorEquals: ['A'], Next: 'Gone' }] }),
    'States.Ask.Catch[0].Next leads to Gone',
  ],
  ['a state without an end', withState('Rest', { Next: undefined }), 'must have either Next or End'],
  ['a beginning that is not there', { ...whole, StartAt: 'Begin' }, 'StartAt leads to Begin'],
  ['text', 'text', 'must be'],
])('%s is refused in one sentence', (_, definition, words) => {
  const refuse = () => checkDefinition('Provision', definition)

  expect(refuse).toThrow(TypeError)
  expect(refuse).toThrow(words)
  expect(refuse).toThrow(/^Workflow Provision: [^\n]+$/)
})
