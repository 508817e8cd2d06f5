/** A team's own HTTP service as a dependency: the team's rules, claims and effects call it within the suite's bounds. */
import { checkOptions, optional } from '../core/options/check.ts'
import { secret as secretCheck } from '../core/options/secret.ts'
import { ownName, ownOrigin } from '../core/options/step.ts'
import type { RawObject } from '../core/json.ts'
import { originOf } from '../core/own-origin.ts'
import type { Call, Dependency } from '../core/step.ts'
import { tryAttempts } from './attempts.ts'
import { type Connection, openConnection, openSockets } from './connection.ts'
import { exchange, parseAnswer } from './exchange.ts'
import { type Secret, warmUp } from './secret-https.ts'
import { classify, ServiceError } from './service-error.ts'

export interface OwnServiceOptions {
  /** Its name in plans, documents and faults: kebab-case, and different from the suite's own names. */
  readonly name: string
  /** Its address, without a path: `https://crm.example.com`. The function finds it in `CRM_ORIGIN`. */
  readonly origin: string
  /** Sent as `Authorization: Bearer …`. Default none. */
  readonly secret?: Secret
}

export interface OwnService extends Dependency {
  readonly origin: string
  /** The IAM actions for reading its secret. */
  readonly actions: readonly string[]
  /** Asks for JSON; undefined for 404. It may send a request again: use it only for requests that the service may
   * receive twice. Rejects with a `ServiceError`, whose code, such as `crm_timeout`, names service and fault. An
   * answer has at most 1 MB. */
  ask(path: string, call: Call): Promise<RawObject | undefined>
}

/** @throws TypeError that names the wrong option. */
export function ownService(options: OwnServiceOptions, open = openConnection): OwnService {
  check: checkOptions<OwnServiceOptions>('ownService', options, {
    name: ownName,
    origin: ownOrigin,
    secret: optional(secretCheck),
  })
  const { name, origin, secret } = options
  const service = name.replaceAll('-', '_')
  let connection: Connection | undefined
  const connected = (): Connection => (connection ??= open(originOf({ name, origin })))
  return {
    name,
    origin,
    ...(secret === undefined ? {} : { secret: secret.name }),
    actions: secret?.actions ?? [],
    async connect(count) {
      await Promise.all([warmUp(secret), openSockets(connected(), { method: 'HEAD' }, count)])
    },
    async ask(path, call) {
      const authorization = secret === undefined ? {} : { authorization: `Bearer ${await secret.read(call)}` }
      const headers = { accept: 'application/json', ...authorization }
      return tryAttempts(service, call, async (signal) => {
        const { status, text } = await exchange(service, connected(), { path, headers, signal }, '')
        if (status === 404) return undefined
        if (status >= 200 && status < 300) return parseAnswer(service, text)
        // The next call reads a changed key anew.
        if (status === 401) secret?.forget()
        throw new ServiceError(service, classify(status), { status })
      })
    },
  }
}
