/** `erase <sub>`: removes what the suite keeps of a user, and leaves a mark. */
import type { Command } from 'commander'
import { unavailableError, usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { formatCount } from './format.ts'
import { describeExamples } from './help.ts'
import { addPlaceOptions, enterPlace, makeCall, type PlaceOptions } from './provisioning/place.ts'

export function addErase(program: Command, run: RunAction): void {
  addPlaceOptions(
    program
      .command('erase')
      .summary('removes what is kept about a user')
      .description(
        "Removes the user's items from the table of the suite: profile, entitlements, memberships, provisioning record, the note of their invitation and the reservation of their address. A mark without personal data stays, so that no late worker writes them again. It does not touch the user in the pool: delete that one first.",
      )
      .argument('<sub>', "the user's sub"),
  )
    .addHelpText('after', describeExamples(['erase 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a']))
    .action(run(erase))
}

async function erase(context: CliContext, sub: string, options: PlaceOptions): Promise<CliResult> {
  if (!/^[\w:-]{1,128}$/.test(sub))
    throw usageError("erase takes the user's sub, which has letters, digits, hyphens and colons only.")
  const { userPoolId } = await enterPlace(context, options)
  const { suiteErasableUsers } = await import('../triggers/adapters/erasable-users-dynamodb.ts')
  const { eraseUser } = await import('../triggers/provisioning-worker/erase.ts')
  const progress = context.startProgress('erasing, after whoever works on the user is done')
  try {
    const erased = await eraseUser(suiteErasableUsers, { userPoolId, sub }, context.clock, makeCall())
    return {
      json: { sub, ...erased },
      text: `${formatCount(erased.items, 'item')} erased. Nothing of this user will be written again.`,
    }
  } catch (error) {
    throw unavailableError(
      'The table did not answer: run the command again, it finishes what it began.',
      error,
    )
  } finally {
    progress.end()
  }
}
