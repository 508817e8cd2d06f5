/** The state of everything that effects reach: who is in which group, which items exist, what was sent. */
import { NotPerformedError } from '../../triggers/domain/effect-record.ts'
import type { TableWriter } from '../../triggers/ports/suite-table.ts'
import type { UserDirectory } from '../../triggers/ports/user-directory.ts'
import type { EventBus } from '../../triggers/ports/event-bus.ts'
import type { Mailer } from '../../triggers/ports/mailer.ts'
import type { WebhookSender } from '../../triggers/ports/webhook-sender.ts'
import type { Dependency, Refusals, Sandbox } from './sandbox.ts'

export interface Targets {
  readonly groups: Map<string, Set<string>>
  readonly items: Map<string, unknown>
  /** Idempotency keys of what was sent, one for each time. */
  readonly events: string[]
  readonly mails: string[]
  readonly webhooks: string[]
}

export function createTargets(): Targets {
  return { groups: new Map(), items: new Map(), events: [], mails: [], webhooks: [] }
}

export interface TargetPorts {
  readonly directory: UserDirectory
  readonly table: TableWriter
  readonly bus: EventBus
  readonly mailer: Mailer
  readonly sender: WebhookSender
}

/** The ports of one sandbox to the targets that all share. */
export function connectTargets(targets: Targets, sandbox: Sandbox): TargetPorts {
  return {
    directory: {
      name: 'user-pool',
      addUserToGroup: ({ userName, group }) =>
        sandbox.call('user-pool', 'AdminAddUserToGroup', () => {
          const members = targets.groups.get(group) ?? new Set()
          targets.groups.set(group, members.add(userName))
        }),
    },
    table: {
      name: 'table',
      putIfAbsent: ({ pk, sk }, item) =>
        sandbox.call('table', `put ${sk}`, () => {
          if (targets.items.has(`${pk} ${sk}`)) return 'exists'
          targets.items.set(`${pk} ${sk}`, item)
          return 'written'
        }),
    },
    bus: {
      name: 'event-bus',
      put: ({ detail }) =>
        sandbox.call(
          'event-bus',
          'PutEvents',
          () => `event-${targets.events.push(JSON.stringify(detail['idempotencyKey']).slice(1, -1))}`,
        ),
    },
    mailer: {
      name: 'mail',
      send: ({ idempotencyKey }) =>
        sandbox.call(
          'mail',
          `SendEmail ${idempotencyKey.split('#').at(-1)}`,
          () => `mail-${targets.mails.push(idempotencyKey)}`,
        ),
    },
    sender: {
      name: 'webhook',
      send: ({ id }) => sandbox.call('webhook', 'POST', () => void targets.webhooks.push(id)),
    },
  }
}

/** As the adapters pass them on: of the mail service's errors only a refusal by name, and a connection that was not made,
 * are certain to have sent nothing. */
export const refusals: Refusals = {
  throttled: (dependency) => certain(dependency, 'TooManyRequestsException'),
  broken: () => errorOf('InternalErrorException'),
  unreachable: (dependency) => certain(dependency, 'ECONNREFUSED'),
  cutOff: () => errorOf('ECONNRESET'),
}

function certain(dependency: Dependency, code: string): Error {
  return dependency === 'mail' ? new NotPerformedError(code) : errorOf(code)
}

function errorOf(code: string): Error {
  return Object.assign(new Error(code), { code })
}
