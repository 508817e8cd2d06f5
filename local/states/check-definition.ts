/** Reads a definition, and refuses in one sentence what this interpreter does not run. */
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import {
  type Checks,
  optional,
  required,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list, record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { json } from '@cognito-trigger-suite/triggers/internal/core/options/json'
import { inside, refuse, refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { oneOf, text, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import {
  any,
  anyText,
  failing,
  flow,
  name,
  orNull,
  path,
  paths,
  place,
  queryLanguage,
  results,
  seconds,
} from './check-fields.ts'
import { testNames, withFlow } from './check-flow.ts'
import { choice } from './check-rule.ts'
import { type Definition, type InlineMap, lambdaInvoke, type State, type States } from './definition.ts'
import { template } from './templates.ts'

/** @throws TypeError, one sentence that names workflow, state and field, and what runs here instead */
export function checkDefinition(workflow: string, definition: unknown): Definition {
  const checks: Checks<Definition> = {
    ...states,
    Comment: anyText,
    Version: optional(oneOf(['1.0'])),
    QueryLanguage: queryLanguage,
    TimeoutSeconds: optional(seconds),
  }
  const at = { member: `Workflow ${workflow}`, path: '' }
  withFlow<Definition>('a definition', checks).test(definition, at)
  // The lines above have read each of its fields.
  const read: Definition = JSON.parse(JSON.stringify(definition))
  testNames(read, at)
  return read
}

const resource = text(
  `the ARN of a Lambda function, or ${lambdaInvoke}; no other service runs here`,
  (arn) =>
    arn === lambdaInvoke || /^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/.test(arn),
)
const withFunction = required('a template that names FunctionName', (value, at) => {
  template.test(value, at)
  const other = Object.keys(Object(value)).find(
    (field) => !['FunctionName', 'Payload', 'Payload.$'].includes(field),
  )
  if (other !== undefined)
    refuseBecause(inside(at, other), 'does not run here: lambda:invoke takes FunctionName and Payload')
  resource.test(own(value, 'FunctionName'), inside(at, 'FunctionName'))
})

/** Of each type of state, what it takes. Each is a function, since branches hold states again. */
const byType: {
  readonly [Type in State['Type']]: (given: unknown) => Checks<Extract<State, { Type: Type }>>
} = {
  Task: (given) => ({
    ...any,
    ...flow,
    ...paths,
    ...results,
    ...failing,
    Type: text(),
    Resource: resource,
    Parameters: optional(own(given, 'Resource') === lambdaInvoke ? withFunction : template),
    TimeoutSeconds: optional(seconds),
  }),
  Pass: () => ({
    ...any,
    ...flow,
    ...paths,
    Type: text(),
    Result: optional(json),
    ResultPath: optional(orNull(place)),
    Parameters: optional(template),
  }),
  Choice: () => ({ ...any, ...paths, Type: text(), Choices: list(choice), Default: optional(name) }),
  Wait: () => ({ ...any, ...flow, ...paths, Type: text(), Seconds: whole(0, 99_999_999) }),
  Succeed: () => ({ ...any, ...paths, Type: text() }),
  Fail: () => ({
    ...any,
    Type: text(),
    Error: anyText,
    Cause: anyText,
    ErrorPath: optional(path),
    CausePath: optional(path),
  }),
  Parallel: () => ({
    ...any,
    ...flow,
    ...paths,
    ...results,
    ...failing,
    Type: text(),
    Branches: list(withFlow<States>('a branch', states)),
    Parameters: optional(template),
  }),
  Map: () => ({
    ...any,
    ...flow,
    ...paths,
    ...results,
    ...failing,
    Type: text(),
    ItemsPath: optional(path),
    ItemSelector: optional(template),
    MaxConcurrency: optional(whole(0, 1_000)),
    ItemProcessor: withFlow<InlineMap['ItemProcessor']>('an inline processor', {
      ...states,
      ProcessorConfig: optional(shape<{ readonly Mode: 'INLINE' }>({ Mode: oneOf(['INLINE']) })),
    }),
  }),
}

const state = required('a state', (value, at) => {
  const type = own(value, 'Type')
  const names = Object.keys(byType)
  oneOf(names).test(type, inside(at, 'Type'))
  const known = names.find((each) => each === type)
  if (known === undefined) refuse(at, 'a state', value)
  const ofJsonata = ['Arguments', 'Items', 'Output'].find((field) => Object.hasOwn(Object(value), field))
  if (ofJsonata !== undefined)
    refuseBecause(inside(at, ofJsonata), 'is no option of JSONPath, the only language that runs here.')
  shape<State>(Reflect.get(byType, known)(value)).test(value, at)
  const both = ['Error', 'Cause'].find((field) =>
    [field, `${field}Path`].every((each) => Object.hasOwn(Object(value), each)),
  )
  if (both !== undefined)
    refuseBecause(at, `has both ${both} and ${both}Path: Step Functions takes one of them`)
  if (own(value, 'Resource') === lambdaInvoke && !Object.hasOwn(Object(value), 'Parameters'))
    refuseBecause(at, 'has no Parameters, which name the function')
})

const states: Checks<States> = {
  StartAt: name,
  States: required('an object of states', (value, at) => record(state, name, 1).test(value, at)),
}
