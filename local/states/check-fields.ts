/** Checks of fields that several types of states have. */
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import {
  type Checks,
  optional,
  required,
  shape,
  valueThat,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { inside, refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { number, oneOf, text, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import type { Catcher, Failing, Paths, Results, Retrier } from './definition.ts'
import { contextPaths, isPath, isPlace } from './paths.ts'
import { template } from './templates.ts'

export const anyText = optional(valueThat('a text', (value) => typeof value === 'string'))
export const queryLanguage = optional(valueThat("'JSONPath'", (value) => value === 'JSONPath', true))
export const seconds = whole(1, 99_999_999)
export const path = text(`a path such as $.a.b or $.list[0], and ${contextPaths}`, isPath)
export const place = text('a path such as $.a.b, into which a result can be put', isPlace)
export const orNull = (check: typeof path) =>
  required(`${check.allowed}, or null`, (value, at) => {
    if (value !== null) check.test(value, at)
  })
export const name = text('the name of a state, of at most 80 characters', (given) => given.length <= 80)

export const paths: Checks<Paths> = { InputPath: optional(orNull(path)), OutputPath: optional(orNull(path)) }
export const any = { Comment: anyText, QueryLanguage: queryLanguage }
export const flow = { Next: optional(name), End: optional(valueThat('true', (value) => value === true)) }
export const results: Checks<Results> = {
  ResultSelector: optional(template),
  ResultPath: optional(orNull(place)),
}

/** No other error may have a name that begins so: a misspelled one would never be met.
 * @see https://states-language.net/spec.html#appendix-a */
const reserved = new Set([
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
])
const errorName = text(
  'the name of an error, which begins with States. only if Step Functions gives it',
  (given) => !given.startsWith('States.') || reserved.has(given),
)
const errors = required('a list of names of errors; States.ALL stands alone', (value, at) => {
  list(errorName).test(value, at)
  if (Array.isArray(value) && value.length > 1 && value.includes('States.ALL'))
    refuseBecause(at, 'names States.ALL beside others: it stands alone')
})
const retrierFields = shape<Retrier>({
  Comment: anyText,
  ErrorEquals: errors,
  IntervalSeconds: optional(seconds),
  MaxAttempts: optional(whole(0, 99_999_999)),
  BackoffRate: optional(number(1, 1_000)),
  MaxDelaySeconds: optional(whole(1, 31_622_399)),
  JitterStrategy: optional(oneOf(['NONE', 'FULL'])),
})
const retrier = required(retrierFields.allowed, (value, at) => {
  retrierFields.test(value, at)
  const [interval = 1, most = Infinity] = ['IntervalSeconds', 'MaxDelaySeconds'].map((field) =>
    own(value, field),
  )
  if (Number(most) <= Number(interval))
    refuseBecause(inside(at, 'MaxDelaySeconds'), 'must be greater than IntervalSeconds')
})
const catcher = shape<Catcher>({
  Comment: anyText,
  ErrorEquals: errors,
  ResultPath: optional(orNull(place)),
  Next: name,
})
/** The wildcard comes last: what stands behind it would never be asked. */
const inOrder = (entry: typeof catcher) =>
  required(`a list, each ${entry.allowed}`, (value, at) => {
    list(entry).test(value, at)
    const all = Array.isArray(value) ? value.slice(0, -1).findIndex(isForAll) : -1
    if (all !== -1) refuseBecause(inside(at, all), 'is for States.ALL, and must be the last')
  })
function isForAll(each: unknown): boolean {
  const named = own(each, 'ErrorEquals')
  return Array.isArray(named) && named.includes('States.ALL')
}
export const failing: Checks<Failing> = {
  Retry: optional(inOrder(retrier)),
  Catch: optional(inOrder(catcher)),
}
