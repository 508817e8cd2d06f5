/** The golden events are read by the functions that serve their callers. */
import { describe, expect, test } from 'vitest'
import { callerFunctions, callerNames, callers } from '../../../callers/callers.ts'
import { readCallerEvents } from '../../../callers/golden-events.ts'
import { readEdgeRequest } from '../../../callers/edge/request.ts'
import { readRequest } from '../../../callers/workflow/request.ts'
import { readHttpRequest } from '../../../callers/shared/http.ts'

const parsers: Readonly<Record<string, (input: unknown) => { readonly kind: string }>> = {
  'http-api': readHttpRequest,
  'rest-api': readHttpRequest,
  alb: readHttpRequest,
  edge: readEdgeRequest,
  workflow: readRequest,
}

describe.each(readCallerEvents().filter(({ caller }) => parsers[caller] !== undefined))(
  '$name',
  (fixture) => {
    test('is read, and an event without one of its parts is told, not thrown', () => {
      const parse = parsers[fixture.caller]

      expect(parse?.(fixture.event)).toMatchObject({ kind: 'event' })
      for (const part of Object.keys(fixture.event)) {
        const { [part]: _, ...without } = fixture.event
        expect(parse?.(without).kind).toMatch(/^(?:event|malformed)$/)
      }
    })
  },
)

test('every caller is served by a function, or is a recipe', () => {
  const served = new Set<string>(Object.values(callerFunctions).flat())

  expect(callerNames.filter((name) => !served.has(name))).toEqual(['lex', 'alexa'])
})

test.each([
  ['http-api', '2.0'],
  ['rest-api', '1.0'],
  ['api-authorizer', 'http-api.2.0'],
  ['alb', 'single'],
  ['edge', 'viewer-request'],
  ['appsync', 'request'],
  ['workflow', 'provision'],
  ['s3-batch', '2.0'],
  ['firehose', 'reports'],
  ['lex', 'fulfillment'],
  ['alexa', 'intent'],
] as const)('the usual event of %s is %s', (caller, name) => {
  expect(readCallerEvents(caller)[0]?.name).toBe(`${caller}/${name}`)
})

test.each(Object.entries(callers))('%s has limits that can be kept, and a document', (_, caller) => {
  expect(caller.waitsMs === 'function' || caller.waitsMs > 1_000).toBe(true)
  expect(caller.see).toMatch(/^https:\/\/(?:docs\.aws|developer)\.amazon\.com\//)
})
