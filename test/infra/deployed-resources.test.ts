/** What is proved of the templates, each of which is synthesized once for all of it. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

import { deployedResourcesFile, renderDeployedResources } from '../../scripts/deployed-resources.ts'
import { acknowledgements } from './acknowledgements.ts'
import { callerAcknowledgements } from './caller-acknowledgements.ts'
import { findCallers, proveSuite, provedSuites } from './proved-suites.ts'
import { findSchemaMistakes } from './resource-schemas.ts'
import { findSecurityFindings, listAcknowledged } from './security-findings.ts'

test.each(provedSuites)('CloudFormation takes every resource of the suite: %s', (name) => {
  expect(findSchemaMistakes(proveSuite(name).template)).toEqual([])
})

test('cdk-nag finds what is acknowledged with a reason, and no acknowledgement is left over', () => {
  const found = provedSuites.flatMap((name) =>
    findSecurityFindings(proveSuite(name).stack.node.findChild('Suite')),
  )

  expect([...new Set(found)].sort()).toEqual(listAcknowledged(acknowledgements))
})

test('and beside the suite, of the constructs of other callers', () => {
  const found = findCallers(proveSuite('shipped prod, with every caller')).flatMap(findSecurityFindings)

  expect([...new Set(found)].sort()).toEqual(listAcknowledged(callerAcknowledgements))
})

test('docs/deployed-resources.md is what the templates say: run `node scripts/deployed-resources.ts` when it is not', async () => {
  expect(await readFile(deployedResourcesFile, 'utf8')).toBe(renderDeployedResources())
})
