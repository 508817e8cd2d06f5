/** A local pool, the ports of a change of its triggers, and a pre-image in memory. */
import { createPoolPorts } from '../../../triggers/attach/aws-pool.ts'
import type { AskedChange, PoolPorts } from '../../../triggers/attach/change-pool.ts'
import type { PreImage } from '../../../triggers/attach/pre-image.ts'
import type { RawObject } from '../../../triggers/core/json.ts'
import { callOutsideStep } from '../../../triggers/core/step.ts'
import type { OmittedSettings } from '../../../local/pool/settings/pool-update.ts'
import { poolId, startHarness } from '../pool/pool-harness.ts'
import { attach, detach } from '../../unit/attach/pool-of-a-team.ts'

export const switches: readonly OmittedSettings[] = ['reset', 'kept']

export const attachAll: AskedChange = { ...attach, guarded: [], groups: [] }
export const detachAll: AskedChange = detach

export interface AttachedPool {
  readonly ports: PoolPorts
  /** Everything that Cognito tells of the pool. */
  readonly state: () => Promise<RawObject>
  readonly image: () => PreImage | undefined
  readonly allowed: Set<string>
  readonly close: () => Promise<void>
}

export async function startPool(pool: RawObject, omittedSettings: OmittedSettings): Promise<AttachedPool> {
  const harness = await startHarness({ pool, options: { omittedSettings } })
  process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = harness.pool.endpoint
  const asked = createPoolPorts({
    userPoolId: poolId,
    groups: [],
    isLocal: true,
    call: () => callOutsideStep(new AbortController().signal, 1, () => 30_000),
  })
  let image: PreImage | undefined
  const allowed = new Set<string>()
  return {
    ports: {
      ...asked,
      update: (request) => {
        harness.advance(1_000)
        return asked.update(request)
      },
      allow: async (functionArn) => void allowed.add(functionArn),
      readImage: async () => image,
      writeImage: async (next) => void (image = structuredClone(next)),
      pause: async () => {},
    },
    state: async () => ({ ...(await asked.describe()), Mfa: await asked.mfa() }),
    image: () => image,
    allowed,
    close: async () => {
      delete process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER']
      await harness.close()
    },
  }
}
