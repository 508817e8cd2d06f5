/** What a rehearsal asks of the table, since it performs no effect: whether the record of a person may be read and changed. */
import type { FactStep } from '../core/step.ts'
import { rehearsedPool } from '../events/rehearsed-person.ts'
import { userKey } from '../domain/table-item.ts'
import type { PostConfirmationEvent } from '../events/post-confirmation.ts'
import { openLedgerActions } from '../ports/effect-ledger.ts'
import type { PostConfirmationConfig } from './effect-definition.ts'

/** Only for the made-up person, of whom there is no record: the change finds nothing to change. */
export function ledgerRights(
  { ledger }: Pick<PostConfirmationConfig, 'ledger'>,
  { userPoolId, sub }: PostConfirmationEvent,
): readonly FactStep<PostConfirmationEvent>[] {
  if (!userPoolId.endsWith(rehearsedPool) || sub === undefined) return []
  const key = userKey(userPoolId, sub, 'PROVISIONING')
  return [
    {
      name: 'ledger-rights',
      dependency: ledger,
      actions: openLedgerActions,
      budgetMs: 1_200,
      attempts: 2,
      onFailure: { kind: 'use', value: undefined },
      async run(_, call) {
        await ledger.read(key, call)
        await ledger.acknowledge(key, 'rehearsal', call)
      },
    },
  ]
}
