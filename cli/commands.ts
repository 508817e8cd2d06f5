/** The commands of the command line, in the order of `--help`.
 *
 * A command is one file, `cli/<command>.ts`, that exports one function to add it. Files that only this command needs
 * are in `cli/<command>/`. A family such as `invite create|list|revoke` is one file too: make the parent by
 * `program.command('invite')` and add each subcommand to it.
 *
 * ```ts
 * export function addErase(program: Command, run: RunAction): void {
 *    program
 *      .command('erase')
 *      .summary('removes what is kept about a user')
 *      .description('Removes the items of a user and leaves a tombstone.')
 *      .argument('<sub>', "the user's sub")
 *      .addHelpText('after', describeExamples(['erase 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a']))
 *      .action(run(async (context, sub: string) => ({ json: { sub }, text: 'erased' })))
 * }
 * ```
 *
 * The action returns a result: `json` for `--json`, `text` for a person, an exit code of exit-codes.ts. It throws a
 * CliError with one sentence for every mistake that the person can correct. It never writes to a stream itself:
 * progress goes through `context.startProgress`, remarks through `context.note`, colour through `context.paint`. An
 * action imports heavy modules (an SDK client, the local services) itself, so that `--help` and the other commands do
 * not wait for them. Each command has an end-to-end test with golden output in test/cli. */
import type { Command } from 'commander'
import type { RunAction } from './context.ts'
import { addAttach } from './attach.ts'
import { addBuild } from './build.ts'
import { addClaims } from './claims.ts'
import { addDetach } from './detach.ts'
import { addDiff } from './diff.ts'
import { addDoctor } from './doctor.ts'
import { addDomains } from './domains.ts'
import { addEntitlements } from './entitlements.ts'
import { addErase } from './erase.ts'
import { addEvents } from './events.ts'
import { addExplain } from './explain.ts'
import { addFaults } from './faults.ts'
import { addInit } from './init.ts'
import { addInvitations } from './invitations.ts'
import { addInvoke } from './invoke.ts'
import { addMemberships } from './memberships.ts'
import { addPlan } from './plan.ts'
import { addReconcile } from './reconcile.ts'
import { addReplay } from './replay.ts'
import { addRollback } from './rollback.ts'
import { addSimulate } from './simulate.ts'
import { addSnippet } from './snippet.ts'
import { addStart } from './start.ts'
import { addStatus } from './status.ts'
import { addTail } from './tail.ts'

/** Each adds one command, with its options and examples, to the program. */
export const commands: readonly ((program: Command, run: RunAction) => void)[] = [
  addInit,
  addStart,
  addBuild,
  addDoctor,
  addInvoke,
  addEvents,
  addFaults,
  addSimulate,
  addExplain,
  addDiff,
  addClaims,
  addSnippet,
  addReconcile,
  addReplay,
  addErase,
  addInvitations,
  addDomains,
  addEntitlements,
  addMemberships,
  addAttach,
  addDetach,
  addStatus,
  addTail,
  addRollback,
  addPlan,
]
