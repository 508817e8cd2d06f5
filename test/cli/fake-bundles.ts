/** Bundles of triggers that behave the same whatever the suite's configuration is: what `simulate` runs. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface FakeBundles {
  readonly directory: string
  remove(): Promise<void>
}

/** Reads the table once, for as long as `budgetMs` of the client metadata allows, and reports it as the suite does.
 * Denies one domain, throws where the client metadata names its trigger as `broken`, and gives the event back after a
 * defect where it names it as `passing`. */
const handler = (trigger: string): string => `
  const read = async (budgetMs) => {
    const startedAt = performance.now()
    const signal = AbortSignal.timeout(budgetMs)
    const outcome = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, { method: 'POST', body: '{}', signal })
      .then(() => 'ok', () => 'timeout')
    return { name: 'table-read', kind: 'fact', startMs: 0, durationMs: performance.now() - startedAt, attempts: 1,
      outcome, ...(outcome === 'ok' ? {} : { policy: 'use' }) }
  }
  export const handler = async (event) => {
    const isDenied = event.request.userAttributes?.email?.endsWith('@blocked.example') === true
    const isBroken = event.request.clientMetadata?.broken === '${trigger}'
    const steps = isDenied ? [] : [await read(Number(event.request.clientMetadata?.budgetMs ?? 60_000))]
    const code = isDenied ? { code: 'email_domain_not_allowed' } : {}
    const isPassing = event.request.clientMetadata?.passing === '${trigger}'
    const outcome = isDenied ? 'denied' : isPassing ? 'failed' : 'allowed'
    const cause = isPassing ? { cause: 'TypeError' } : {}
    process.stdout.write(JSON.stringify({ trigger: '${trigger}', outcome, ...code, ...cause, steps }) + '\\n')
    if (isBroken) throw new TypeError('x is not a function')
    if (isDenied) {
      throw Object.assign(new Error('[email_domain_not_allowed] Please use another address'), { name: 'Denial', stack: '' })
    }
    return event
  }`

/** Those that each suite has, and `optional` ones. */
export async function writeFakeBundles(...optional: readonly string[]): Promise<FakeBundles> {
  const directory = await mkdtemp(join(tmpdir(), 'cli-bundles-'))
  for (const trigger of ['pre-sign-up', 'pre-token-generation', 'post-confirmation', ...optional]) {
    await mkdir(join(directory, trigger))
    await writeFile(join(directory, trigger, 'index.mjs'), handler(trigger))
  }
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) }
}
