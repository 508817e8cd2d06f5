/** Feature flags of CDK change what it makes of an app. Set after the first release, they would change deployed resources. */
import { readFileSync } from 'node:fs'
import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' }
import { expect, test } from 'vitest'

/** Flags whose recommended value the suite does not take, each with its reason. */
const exceptions: Readonly<Record<string, { readonly value: unknown; readonly reason: string }>> = {}

test.each(['cdk.json', 'starter/cdk.json'])('%s sets each flag that CDK recommends', (file) => {
  const { context }: { readonly context: Readonly<Record<string, unknown>> } = JSON.parse(
    readFileSync(file, 'utf8'),
  )

  const flags = Object.fromEntries(Object.entries(context).filter(([name]) => name.startsWith('@aws-cdk')))
  expect(flags).toEqual({
    ...recommended,
    ...Object.fromEntries(Object.entries(exceptions).map(([name, { value }]) => [name, value])),
  })
})
