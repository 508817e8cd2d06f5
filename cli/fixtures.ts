/** Finds an event fixture by name, by trigger source and version, or by the short name of a trigger. */
import { type EventFixture, readEventFixtures } from '@cognito-trigger-suite/triggers/testing/golden-events'
import { type CallerEventFixture, readCallerEvents } from '@cognito-trigger-suite/callers/golden-events'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { registry, type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { unknownName, usageError } from './cli-error.ts'
import { callName } from './help.ts'

/** The default version of the pre token generation events that the construct asks Cognito for. */
const usualVersion = '2'

/** The event that a trigger gets most often. */
export const shortNames = triggerNames.map((name) => registry[name].shortName)

/** The fixture of a full name, a trigger source (in its usual version) or a short name; undefined for any other name.
 * @throws CliError for the short name of a trigger without a fixture */
export function findFixture(name: string): EventFixture | undefined {
  const trigger = triggerNames.find((each) => registry[each].shortName === name)
  const wanted = trigger === undefined ? name : registry[trigger].usualSource
  const fixtures = readEventFixtures()
  const found =
    fixtures.find((fixture) => fixture.name === wanted) ?? findBySource(fixtures, wanted, undefined)
  if (found === undefined && trigger !== undefined) throw usageError(describeMissing(trigger))
  return found
}

/** The fixture of a trigger, its source and version.
 * @throws CliError that names the sources and versions that exist. */
export function chooseFixture(
  trigger: TriggerName,
  source: string | undefined,
  version: string | undefined,
): EventFixture {
  const fixtures = readEventFixtures(trigger)
  if (fixtures.length === 0) throw usageError(describeMissing(trigger))
  const wanted = source ?? registry[trigger].usualSource
  const found = findBySource(fixtures, wanted, version)
  if (found !== undefined) return found

  const ofSource = fixtures.filter((fixture) => sourceOf(fixture) === wanted)
  if (ofSource.length === 0) {
    const sources = [...new Set(fixtures.map(sourceOf))]
    throw unknownName(`source of ${trigger}`, wanted, sources)
  }
  const versions = ofSource.map(versionOf)
  throw usageError(
    `${wanted} has no event version '${version ?? usualVersion}': it has ${versions.join(', ')}.`,
  )
}

/** For a trigger that is new in the registry. */
export function describeMissing(trigger: TriggerName): string {
  return `${trigger} has no golden event yet: write one to triggers/events/golden.ts.`
}

export function sourceOf(fixture: EventFixture): string {
  return String(own(fixture.event, 'triggerSource'))
}

export function versionOf(fixture: EventFixture): string {
  return String(own(fixture.event, 'version'))
}

/** @throws CliError */
export function demandFixture(name: string): EventFixture {
  const fixture = findFixture(name)
  if (fixture !== undefined) return fixture
  const advice = suggest(name, fixtureNames(), "'") || `: \`${callName} events list\` shows them.`
  throw usageError(`There is no event fixture '${name}'${advice}`)
}

/** The golden event of another caller than Cognito; undefined for any other name. */
export function findCallerEvent(name: string): CallerEventFixture | undefined {
  return readCallerEvents().find((fixture) => fixture.name === name)
}

/** Every name that stands for a fixture, of Cognito or of another caller. */
export function fixtureNames(): readonly string[] {
  const fixtures = readEventFixtures()
  const names = [...fixtures, ...readCallerEvents()].map(({ name }) => name)
  return [...new Set([...shortNames, ...fixtures.map(sourceOf), ...names])]
}

/** Without a version: the usual version, else the newest. */
function findBySource(
  fixtures: readonly EventFixture[],
  source: string,
  version: string | undefined,
): EventFixture | undefined {
  const ofSource = fixtures.filter((fixture) => sourceOf(fixture) === source)
  if (version !== undefined) return ofSource.find((fixture) => versionOf(fixture) === version)
  return ofSource.find((fixture) => versionOf(fixture) === usualVersion) ?? ofSource.at(-1)
}
