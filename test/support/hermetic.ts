/** Every test runs with dummy credentials and without the instance metadata address, so nothing leaves loopback; and with
 * the suite and the pool as they come, so that what a team configures turns no test of the product red. */
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { anyOwnOrigin, dependencyOfVariable } from '../../triggers/core/own-origin.ts'

process.env['AWS_ACCESS_KEY_ID'] = 'test'
process.env['AWS_SECRET_ACCESS_KEY'] = 'test'
process.env['AWS_REGION'] = 'eu-west-1'
process.env['AWS_EC2_METADATA_DISABLED'] = 'true'
// A service has no address of its own either, which developers who work with an emulator set.
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_ENDPOINT_URL')) delete process.env[name]
// A dependency of the suite's own is where a variable of this machine says, or nowhere: nothing listens on the port of
// `discard`.
for (const [name, origin = ''] of Object.entries(process.env)) {
  const isElsewhere = dependencyOfVariable(name) !== undefined && URL.parse(origin)?.hostname !== '127.0.0.1'
  if (isElsewhere) delete process.env[name]
}
process.env[anyOwnOrigin] = 'http://127.0.0.1:9'
process.env['SUITE_FILE'] = join(import.meta.dirname, '../suites/shipped.ts')
process.env['CDK_CONTEXT_JSON'] = JSON.stringify({ stage: 'dev', pool: {} })

// The next file of this process finds the environment as it was.
const before = { ...process.env }
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(before, name)) delete process.env[name]
  Object.assign(process.env, before)
})
