/** Runs claim sources as the whole trigger, and reads what became of an event. */
import type { Json } from '../../../triggers/core/decision.ts'
import type { TableReader } from '../../../triggers/ports/suite-table.ts'
import { isObject, own, type RawObject } from '../../../triggers/core/json.ts'
import {
  parsePreTokenGeneration,
  type PreTokenGenerationEvent,
} from '../../../triggers/events/pre-token-generation.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { preTokenGenerationTrigger } from '../../../triggers/pre-token-generation/trigger.ts'
import { eventFixture, eventWith } from '../../../triggers/testing/golden-events.ts'
import {
  createHarness,
  type Harness,
  type HarnessOptions,
} from '../../../triggers/testing/trigger-harness.ts'

export type Options = Omit<Parameters<typeof definePreTokenGeneration>[0], 'claims'>

export function harnessOf(
  claims: readonly ClaimSource[],
  options: Options = {},
  harnessOptions: HarnessOptions = {},
): Harness {
  return createHarness(
    preTokenGenerationTrigger(definePreTokenGeneration({ claims, ...options })),
    harnessOptions,
  )
}

/** The response field of the answer. @throws Error when the trigger refused. */
export async function respondTo(harness: Harness, event: RawObject): Promise<RawObject> {
  const answer = await harness.invoke(event)
  if (answer.kind === 'threw') throw new Error(answer.message)
  return read(answer.value, 'response')
}

/** What a response of version 2 or 3 gives to the tokens. */
export function parts(response: RawObject) {
  const details = read(response, 'claimsAndScopeOverrideDetails')
  const id = read(details, 'idTokenGeneration')
  const access = read(details, 'accessTokenGeneration')
  return {
    id: read(id, 'claimsToAddOrOverride'),
    access: read(access, 'claimsToAddOrOverride'),
    idSuppressed: own(id, 'claimsToSuppress'),
    accessSuppressed: own(access, 'claimsToSuppress'),
    scopesToAdd: own(access, 'scopesToAdd'),
    scopesToSuppress: own(access, 'scopesToSuppress'),
    groups: own(details, 'groupOverrideDetails'),
  }
}

/** A password sign-in, of version 2. */
export const signIn = 'TokenGeneration_Authentication.v2'

/** What sources make of an event, by default of a sign-in. */
export async function tokensOf(sources: readonly ClaimSource[], event: RawObject = eventFixture(signIn)) {
  return parts(await respondTo(harnessOf(sources), event))
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

/** A table with these items by sort key, a count of its reads, and a switch. */
export interface FakeTable extends TableReader {
  readonly reads: readonly string[]
  items: Readonly<Record<string, Readonly<Record<string, Json>>>>
  state: 'up' | 'down' | 'hanging'
}

export function fakeTable(items: FakeTable['items'] = {}): FakeTable {
  const reads: string[] = []
  const table: FakeTable = {
    name: 'table',
    reads,
    items,
    state: 'up',
    read({ pk, sk }, call) {
      call.onAttempt()
      reads.push(`${pk}/${sk}`)
      if (table.state === 'hanging') return new Promise<never>(() => {})
      if (table.state === 'down') return Promise.reject(new Error('jane@example.com'))
      const item = table.items[sk]
      return Promise.resolve(item === undefined ? undefined : new Map(Object.entries(item)))
    },
  }
  return table
}

export function read(value: unknown, name: string): RawObject {
  const field = isObject(value) ? own(value, name) : undefined
  return isObject(field) ? field : {}
}
