/** What the interpreter cannot run it refuses before anything runs, in one sentence that names the place. */
import { expect, test } from 'vitest'
import { checkDefinition } from '../../../local/states/check-definition.ts'
import { findAslErrors } from '../../support/asl-errors.ts'

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

test('what runs here is read, and Step Functions takes it', () => {
  expect(checkDefinition('Whole', whole)).toEqual(whole)
  expect(findAslErrors(whole)).toBe('')
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
  ['a wildcard', withState('Each', { ItemsPath: '$.items[*]' }), 'must be a path such as $.a.b'],
  ['a filter', withState('Ask', { InputPath: '$.items[?(@.a)]' }), 'must be a path such as $.a.b'],
  ...[
    '$$.State.RetryCount',
    '$$.Execution.RoleArn',
    '$$.Execution.Nmae',
    "$$['Execution']['RedriveCount']",
    '$$.Task.Token',
    '$$.Map.Item.Indx',
  ].flatMap((path): readonly [string, object, string][] => [
    [
      `${path} in a template`,
      withState('Each', { ItemSelector: { 'x.$': path } }),
      'of the context object only',
    ],
    [`${path} as a path`, withState('Ask', { InputPath: path }), 'of the context object only'],
  ]),
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
  ['text', 'text', 'must be'],
])('%s is refused in one sentence', (_, definition, words) => {
  expectRefusal(definition, words)
  // What is right for Step Functions is not misspelled.
  expect(() => checkDefinition('Provision', definition)).not.toThrow('did you mean')
})

function expectRefusal(definition: unknown, words: string): void {
  const refuse = () => checkDefinition('Provision', definition)

  expect(refuse).toThrow(TypeError)
  expect(refuse).toThrow(words)
  expect(refuse).toThrow(/^Workflow Provision: [^\n]+$/)
}

const end = { Type: 'Pass', End: true }
const loop = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }
const branches = (...each: readonly object[]) =>
  withState('Both', { Branches: each.map((States) => ({ StartAt: Object.keys(States)[0], States })) })
const retrying = (retrier: object) => withState('Ask', { Retry: [{ ErrorEquals: ['A'], ...retrier }] })

/** With what another reader of the language says: asl-validator, which follows the specification. `unseen` is what it lets
 * pass, and a page says: of AWS, of the language, or of somebody who got the refusal. */
test.each([
  [
    'a name twice',
    branches({ Same: end }, { Same: end }),
    'Branches[1].States.Same has the name of',
    'DUPLICATE_STATE_NAMES',
  ],
  [
    'a name inside and outside',
    branches({ Rest: end }),
    'Branches[0].States.Rest has the name of States.Rest',
    'DUPLICATE_STATE_NAMES',
  ],
  ['no end', { StartAt: 'A', States: loop }, 'States has no end', 'MISSING_TERMINAL_STATE'],
  [
    'a branch without an end',
    branches(loop),
    'States.Both.Branches[0].States has no end',
    'MISSING_TERMINAL_STATE',
  ],
  [
    'a state alone',
    withState('Alone', { Type: 'Succeed' }),
    'States.Alone cannot be reached',
    'MISSING_TRANSITION_TARGET',
  ],
  // https://github.com/aws-cloudformation/cfn-lint/pull/4465
  [
    'states that only lead to each other',
    { ...whole, States: { ...whole.States, ...loop } },
    'States.A cannot be reached',
    'unseen',
  ],
  [
    'a state that leads nowhere',
    withState('Rest', { Next: 'Denid' }),
    'leads to Denid, which is no state beside it',
    'MISSING_TRANSITION_TARGET',
  ],
  // https://states-language.net/spec.html#parallel-state
  ['a state that leads into a branch', withState('Rest', { Next: 'Left' }), 'leads to Left', 'unseen'],
  [
    'a branch that leads out',
    branches({ A: { Type: 'Pass', Next: 'Rest' } }),
    'leads to Rest',
    'BRANCH_OUTBOUND',
  ],
  [
    'a catcher that leads nowhere',
    withState('Ask', { Catch: [{ ErrorEquals: ['A'], Next: 'Gone' }] }),
    'States.Ask.Catch[0].Next leads to Gone',
    'MISSING_TRANSITION_TARGET',
  ],
  [
    'a beginning that is not there',
    { ...whole, StartAt: 'Begin' },
    'StartAt leads to Begin',
    'MISSING_TRANSITION_TARGET',
  ],
  ['no beginning', { States: { A: end } }, 'StartAt', 'SCHEMA_VALIDATION_FAILED'],
  [
    'neither Next nor End',
    withState('Rest', { Next: undefined }),
    'must have either Next or End',
    'TERMINAL_STATE_WITH_NEXT',
  ],
  [
    'both Next and End',
    withState('Rest', { End: true }),
    'must have either Next or End',
    'TERMINAL_STATE_WITH_NEXT',
  ],
  // https://states-language.net/spec.html#choice-state
  ['End of a choice', withState('Decide', { End: true }), 'End is no option', 'unseen'],
  [
    'a choice without choices',
    withState('Decide', { Choices: [] }),
    'Choices is empty',
    'SCHEMA_VALIDATION_FAILED',
  ],
  [
    'a field beside the one that takes its name',
    withState('Ask', { Parameters: { FunctionName: arn, Payload: 1, 'Payload.$': '$' } }),
    'Payload stands beside Payload.$',
    'DUPLICATE_FIELD_NAME',
  ],
  [
    'the same, deeper',
    withState('Both', { ResultSelector: { a: [{ 'b.$': '$', b: 1 }] } }),
    'ResultSelector.a[0].b stands beside b.$',
    'DUPLICATE_FIELD_NAME',
  ],
  // https://states-language.net/spec.html#payload-template
  [
    'parameters that are no object',
    withState('Both', { Parameters: [1] }),
    'Parameters must be an object',
    'unseen',
  ],
  [
    'a catcher of a pass',
    branches({ A: { ...end, Catch: [{ ErrorEquals: ['A'], Next: 'A' }] } }),
    'Catch is no option',
    'SCHEMA_VALIDATION_FAILED',
  ],
  [
    'a retrier of a wait',
    withState('Rest', { Retry: [{ ErrorEquals: ['A'] }] }),
    'Retry is no option',
    'SCHEMA_VALIDATION_FAILED',
  ],
  [
    'a time limit of a pass',
    branches({ A: { ...end, TimeoutSeconds: 1 } }),
    'TimeoutSeconds is no option',
    'SCHEMA_VALIDATION_FAILED',
  ],
  [
    'a result of a wait',
    withState('Rest', { ResultPath: '$.a' }),
    'ResultPath is no option',
    'SCHEMA_VALIDATION_FAILED',
  ],
  ['two causes', withState('Stop', { Cause: 'x' }), 'has both Cause and CausePath', 'FAIL_CAUSE_PROPERTY'],
  [
    'two errors',
    withState('Stop', { ErrorPath: '$.x' }),
    'has both Error and ErrorPath',
    'FAIL_ERROR_PROPERTY',
  ],
  [
    'two times to wait',
    withState('Rest', { SecondsPath: '$.a' }),
    'SecondsPath is no option',
    'WAIT_DURATION',
  ],
  // https://github.com/aws-cloudformation/cfn-lint/issues/4075
  ['a long wait', withState('Rest', { Seconds: 100_000_000 }), 'Seconds must be', 'unseen'],
  // https://github.com/floci-io/floci/issues/2968
  [
    'a query language of a processor',
    withState('Each', { ItemProcessor: { ...whole.States.Each.ItemProcessor, QueryLanguage: 'JSONPath' } }),
    'QueryLanguage is no option',
    'unseen',
  ],
  [
    'a long name',
    withState('a'.repeat(81), { Type: 'Succeed' }),
    'of at most 80 characters',
    'SCHEMA_VALIDATION_FAILED',
  ],
  // https://states-language.net/spec.html#errors
  ['States.ALL beside others', retrying({ ErrorEquals: ['States.ALL', 'A'] }), 'stands alone', 'unseen'],
  [
    'States.ALL before others',
    withState('Ask', { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }),
    'must be the last',
    'unseen',
  ],
  [
    'a misspelled name of an error',
    retrying({ ErrorEquals: ['States.TimeOut'] }),
    'only if Step Functions gives it',
    'unseen',
  ],
  ['a wait that shrinks', retrying({ BackoffRate: 0.5 }), 'BackoffRate must be', 'unseen'],
  ['no wait', retrying({ IntervalSeconds: 0 }), 'IntervalSeconds must be', 'unseen'],
  [
    'a longest wait that is none',
    retrying({ MaxDelaySeconds: 5, IntervalSeconds: 5 }),
    'must be greater than IntervalSeconds',
    'unseen',
  ],
])('AWS too refuses %s', (_, definition, words, code) => {
  expectRefusal(definition, words)
  expect(findAslErrors(definition)).toMatch(code === 'unseen' ? /^$/ : code)
})
