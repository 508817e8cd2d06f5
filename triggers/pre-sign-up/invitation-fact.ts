/** The fact of the invitation whose code a request carries. All rules that need it share one step. */
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import {
  hashInvitationCode,
  type Invitation,
  invitationKey,
  readInvitation,
  readInvitationCode,
} from '../domain/invitation.ts'
import { checkOptions, optional } from '../core/options/check.ts'
import { tableReader } from '../core/options/ports.ts'
import { stepBudget } from '../core/options/step.ts'
import type { FactStep } from '../core/step.ts'
import { type TableReader, readActions } from '../ports/suite-table.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'

/** The invitation that a request carries. */
export interface CarriedInvitation {
  /** The hash of the code. */
  readonly hash: string
  /** undefined when the code has no invitation, or one that cannot be relied on. */
  readonly invitation: Invitation | undefined
}

export interface InvitationFactOptions {
  readonly table: TableReader
  /** 1 to 4,000, default 800. */
  readonly budgetMs?: number
}

/** undefined when the request carries no code. */
export type InvitationFact = FactStep<PreSignUpEvent, CarriedInvitation | undefined>

/** Reads `INVITE#<hash of the code>`. A request without a code makes no call. When the table does not answer, the step
 * denies: an unreadable invitation invites no person. Give the same fact to every rule, so that it is read once. */
export function invitationFact(options: InvitationFactOptions): InvitationFact {
  check: checkOptions<InvitationFactOptions>('invitationFact', options, {
    table: tableReader,
    budgetMs: optional(stepBudget),
  })
  return {
    name: 'invitation',
    dependency: options.table,
    actions: readActions,
    budgetMs: options.budgetMs ?? 800,
    attempts: 2,
    onFailure: { kind: 'deny', denial: temporarilyUnavailable },
    async run(event, call) {
      const code = readInvitationCode(event.validationData, event.clientMetadata)
      if (code === undefined) return undefined
      const hash = hashInvitationCode(event.userPoolId, code)
      return { hash, invitation: readInvitation(await options.table.read(invitationKey(hash), call)) }
    },
  }
}
