/** The event fixtures: one for each trigger source and version, with the page that shows its shape. */
import { isObject, type RawObject } from '../core/json.ts'
import { type GoldenEvent, goldenEvents } from '../events/golden.ts'
import { type TriggerName, triggerNames } from '../registry.ts'

export interface EventFixture extends GoldenEvent {
  readonly trigger: TriggerName
  /** The AWS page that shows the shape. */
  readonly source: string
}

export function readEventFixtures(trigger?: TriggerName): readonly EventFixture[] {
  return triggerNames
    .filter((name) => trigger === undefined || name === trigger)
    .flatMap((name) =>
      structuredClone(goldenEvents[name]).map((golden) => ({
        trigger: name,
        source: `https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-${name}.html`,
        ...golden,
      })),
    )
}

export function eventFixture(name: string): RawObject {
  const fixture = readEventFixtures().find((candidate) => candidate.name === name)
  if (fixture === undefined) throw new Error(`there is no event fixture ${name}`)
  return fixture.event
}

/** The fixture with fields of its request replaced. */
export function eventWith(name: string, request: RawObject): RawObject {
  const event = eventFixture(name)
  return { ...event, request: { ...(isObject(event['request']) ? event['request'] : {}), ...request } }
}
