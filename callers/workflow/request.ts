/** Reads what the workflow asks: first the `sub` alone, then the same with what the worker answered. */
import { isObject, own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Parsed } from '@cognito-trigger-suite/triggers/internal/core/parsed'
import type {
  SkipCause,
  UserAnswer,
  UserEnd,
} from '@cognito-trigger-suite/triggers/internal/provisioning-worker/provision-user'
import type { CallerEvent } from '../shared/handler.ts'

export interface ProvisionRequest extends CallerEvent {
  readonly source: 'workflow'
  readonly version: '1'
  /** Cognito's id of the user: a UUID in lower case. */
  readonly sub: string
  /** Undefined at the beginning of an execution. */
  readonly worked?: Worked
}

export interface Worked {
  /** Effects that were done before the worker was asked. */
  readonly before: readonly string[]
  /** How often it was. */
  readonly asked: number
  readonly answer: Pick<UserAnswer, 'end' | 'cause'>
}

/** How often the worker is asked by one execution. */
export const maxAsked = 3

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const fields = new Set(['sub', 'decision', 'before', 'asked', 'provisioned'])

/** A field that is not known is refused: whoever sends an address beside the `sub` would have it in a history. */
export function readRequest(input: unknown): Parsed<ProvisionRequest> {
  if (!isObject(input)) return malformed('the input is not a JSON object: give {"sub":"<id of the user>"}')
  const strange = Object.keys(input).filter((name) => !fields.has(name))
  if (strange.length > 0) return malformed(`the input has ${strange.length} unknown fields: it takes sub`)
  const sub = ownText(input, 'sub') ?? ''
  if (!uuid.test(sub)) return malformed('sub is no id of a user, which is a UUID in lower case')
  const asked = { source: 'workflow', version: '1', sub } as const
  if (!Object.hasOwn(input, 'decision')) {
    return Object.keys(input).length === 1
      ? { kind: 'event', event: asked, raw: input }
      : malformed('the input takes sub alone: the other fields are those of a later state')
  }
  const before = own(input, 'before')
  const answer = readAnswer(own(input, 'provisioned'))
  const earlier = Object.hasOwn(input, 'asked') ? own(input, 'asked') : 0
  if (!Array.isArray(before) || !before.every((name) => typeof name === 'string') || answer === undefined)
    return malformed('the input has no answer of the worker that can be read')
  if (typeof earlier !== 'number' || !Number.isInteger(earlier) || earlier < 0 || earlier >= maxAsked)
    return malformed(`asked is no whole number below ${maxAsked}`)
  return { kind: 'event', event: { ...asked, worked: { before, asked: earlier + 1, answer } }, raw: input }
}

function malformed(problem: string): Parsed<ProvisionRequest> {
  return { kind: 'malformed', problem }
}

const ends: readonly UserEnd[] = ['finished', 'due', 'failed', 'erased', 'none', 'unknown', 'skipped']

/** Undefined for what the worker does not answer. Its effects are read from the record again. */
function readAnswer(value: unknown): Worked['answer'] | undefined {
  const end = ends.find((each) => each === own(value, 'end'))
  const cause = ownText(value, 'cause')
  return end && { end, ...(cause === undefined ? {} : { cause }) }
}

/** Why a user is not provisioned. Only `changed_recently` passes by itself. */
export const denialCodes = [
  'user_not_listed',
  'user_not_confirmed',
  'user_disabled',
  'user_erased',
  'changed_recently',
] as const satisfies readonly (Exclude<SkipCause, 'nothing_due'> | 'user_not_listed' | 'user_erased')[]

export type DenialCode = (typeof denialCodes)[number]
