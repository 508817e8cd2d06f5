import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { failurePolicyFile, renderFailurePolicy } from '../../scripts/failure-policy.ts'

test('docs/failure-policy.md is what the plans say: run `node scripts/failure-policy.ts` when it is not', async () => {
  expect(await readFile(failurePolicyFile, 'utf8')).toBe(renderFailurePolicy())
})
