/** Runs claim sources as the whole trigger, and reads what became of an event. */
import { isObject, own, type RawObject } from '../../../triggers/core/json.ts'
import {
  parsePreTokenGeneration,
  type PreTokenGenerationEvent,
} from '../../../triggers/events/pre-token-generation.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import type { PreTokenGenerationOptions } from '../../../triggers/pre-token-generation/define.ts'
import { eventFixture, eventWith } from '../../../triggers/testing/golden-events.ts'
import { createPreTokenGeneration, tokensIn } from '../../../triggers/testing/pre-token-generation.ts'
import type { Harness, HarnessOptions } from '../../../triggers/testing/trigger-harness.ts'

export type Options = Omit<PreTokenGenerationOptions, 'claims'>

export function harnessOf(
  claims: readonly ClaimSource[],
  options: Options = {},
  harnessOptions: HarnessOptions = {},
): Harness {
  return createPreTokenGeneration(claims, { ...options, ...harnessOptions }).harness
}

/** The response field of the answer. @throws Error when the trigger refused. */
export async function respondTo(harness: Harness, event: RawObject): Promise<RawObject> {
  const answer = await harness.invoke(event)
  if (answer.kind === 'threw') throw new Error(answer.message)
  return read(answer.value, 'response')
}

/** A password sign-in, of version 2. */
export const signIn = 'TokenGeneration_Authentication.v2'

/** What sources make of an event, by default of a sign-in. */
export async function tokensOf(sources: readonly ClaimSource[], event: RawObject = eventFixture(signIn)) {
  return tokensIn(await respondTo(harnessOf(sources), event))
}

/** A sign-in of a user with these attributes. */
export function withAttributes(userAttributes: RawObject): RawObject {
  return eventWith(signIn, { userAttributes: { sub: 'a', ...userAttributes } })
}

export function parse(raw: RawObject): PreTokenGenerationEvent {
  const parsed = parsePreTokenGeneration(raw)
  if (parsed.kind === 'malformed') throw new Error(parsed.problem)
  return parsed.event
}

export function read(value: unknown, name: string): RawObject {
  const field = isObject(value) ? own(value, name) : undefined
  return isObject(field) ? field : {}
}
