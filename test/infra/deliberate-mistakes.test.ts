/** The mistakes that the synthesis must tell. `vitest run test/infra/deliberate-mistakes.test.ts --reporter=verbose` prints
 * the table: a mistake, and the words by which it is told. */
import { afterAll, expect, test } from 'vitest'

import { removeBundles, tell } from './mistakes/make.ts'
import { ofAttributes } from './mistakes/of-attributes.ts'
import { ofBuilds } from './mistakes/of-builds.ts'
import { ofPools } from './mistakes/of-pools.ts'
import { ofTeams } from './mistakes/of-teams.ts'

const mistakes = [...ofPools, ...ofAttributes, ...ofBuilds, ...ofTeams]

afterAll(removeBundles)

test.each(mistakes)('%s: %s', (_, told, make) => {
  expect(tell(make)).toMatch(told)
})

test('each row is another mistake', () => {
  expect(new Set(mistakes.map(([mistake]) => mistake)).size).toBe(mistakes.length)
})
