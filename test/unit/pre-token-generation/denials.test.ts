import { expect, test } from 'vitest'
import { ensureProvisioned } from '../../../triggers/pre-token-generation/claims/ensure-provisioned.ts'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { requireVerifiedEmail } from '../../../triggers/pre-token-generation/claims/require-verified-email.ts'
import { harnessOf, withAttributes } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

test('the first refusal in the order of the sources is heard, and nothing is performed', async () => {
  const handedOver: string[] = []
  const provisioning = ensureProvisioned({
    table: fakeTable(),
    handover: {
      name: 'table',
      handOver: () => {
        handedOver.push('once')
        return Promise.resolve('written')
      },
    },
  })
  const harness = harnessOf([provisioning, maintenance({ isOn: true }), requireVerifiedEmail()])

  const answer = await harness.invoke(withAttributes({ email_verified: 'false', locale: 'de' }))

  expect(answer).toMatchObject({
    kind: 'threw',
    message: expect.stringMatching(/^\[under_maintenance\] Wir /),
  })
  expect(harness.reports[0]).toMatchObject({
    outcome: 'denied',
    code: 'under_maintenance',
    by: 'maintenance',
  })
  expect(handedOver).toEqual([])
})
