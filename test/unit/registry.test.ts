/** What the compiler asks of a person who adds a trigger, and that no two rows say the same. */
import { expect, expectTypeOf, test } from 'vitest'
import type { SomeTrigger } from '../../triggers/definition.ts'
import { definitions } from '../../triggers/definitions.ts'
import { registry, type suiteFunctions, type TriggerName } from '../../triggers/registry.ts'
import type { Suite } from '../../triggers/suite-parts.ts'

type Row<Name extends TriggerName> = (typeof registry)[Name]
type OptionalInRegistry = {
  [Name in TriggerName]: Row<Name>['isOptional'] extends true ? Row<Name>['part'] : never
}[TriggerName]
type OptionalInSuite = { [Part in keyof Suite]-?: undefined extends Suite[Part] ? Part : never }[keyof Suite]

test('a row without its definition does not compile', () => {
  const { 'pre-sign-up': _, ...without } = definitions
  // @ts-expect-error -- pre-sign-up has a row and no definition here
  const incomplete: Readonly<Record<TriggerName, SomeTrigger>> = without

  expect(Object.keys(incomplete)).toHaveLength(Object.keys(registry).length - 1)
})

test('the parts of a suite are those of the rows and of the worker, optional in both or in neither', () => {
  expectTypeOf<(typeof suiteFunctions)[number]['part']>().toEqualTypeOf<keyof Suite>()
  expectTypeOf<OptionalInRegistry>().toEqualTypeOf<OptionalInSuite>()
})

test.each(['cognitoName', 'poolProperty', 'part', 'shortName', 'usualSource'] as const)(
  'no two rows have the same %s',
  (field) => {
    const values = Object.values(registry).map((row) => row[field])

    expect(new Set(values).size).toBe(values.length)
  },
)

test('each source is of one trigger, and the usual one is among them', () => {
  const rows = Object.values(registry)
  const sources = rows.flatMap((row): readonly string[] => row.sources)

  expect(new Set(sources).size).toBe(sources.length)
  for (const row of rows) expect(row.sources).toContain(row.usualSource)
})
