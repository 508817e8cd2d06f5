import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { registry } from '../../triggers/registry.ts'
import { failurePolicyFile, renderFailurePolicy } from '../../scripts/failure-policy.ts'

test('docs/failure-policy.md is what the plans say: run `node scripts/failure-policy.ts` when it is not', async () => {
  expect(await readFile(failurePolicyFile, 'utf8')).toBe(renderFailurePolicy())
})

test.each(Object.entries(registry))('the document has %s, and what a person sees of it', (name, { seen }) => {
  const [, section = ''] = renderFailurePolicy().split(`\n## ${name}\n`)

  expect(section.split('\n## ')[0]).toContain(
    `A defect in the trigger: ${seen.defect}. A call without an answer: ${seen.noAnswer}.`,
  )
})
