/** `erase <sub>`: removes what the suite keeps of a user, and leaves a mark. */
import type { Command } from 'commander'
import type { Kept } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/erase'
import { usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { formatCount, formatNumber } from '@cognito-trigger-suite/local/internal/console/page/format'
import { describeExamples } from './help.ts'
import { addPlaceOptions, enterPlace, makeCall, type PlaceOptions } from './provisioning/place.ts'
import { checkAnySub, uuid } from './provisioning/user-sub.ts'
import { drawTable } from './table.ts'
import { telling } from './telling.ts'

interface EraseOptions extends PlaceOptions {
  readonly dryRun?: boolean
  readonly anySub?: boolean
}

export function addErase(program: Command, run: RunAction): void {
  addPlaceOptions(
    program
      .command('erase')
      .summary('removes what is kept about a user')
      .description(
        "Removes the user's items from the table of the suite: profile, entitlements, memberships, provisioning record, the note of their invitation and the reservation of their address. A mark without personal data stays, so that no late worker writes them again. It does not touch the user in the pool: delete that one first. Done again it removes what is left; for a user without a record, or one who was erased before, it reads the whole table.",
      )
      .argument('<sub>', "the user's sub"),
  )
    .option('--dry-run', 'change nothing, report what would be removed')
    .option('--any-sub', 'take a sub that is not a UUID, as a pool of another kind may have')
    .addHelpText(
      'after',
      describeExamples([
        'erase 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a --dry-run',
        'erase 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a',
      ]),
    )
    .action(run(erase))
}

async function erase(context: CliContext, sub: string, options: EraseOptions): Promise<CliResult> {
  if (!uuid.test(sub) && options.anySub !== true) {
    throw usageError(
      "erase takes the user's sub, a UUID in lower case such as 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a; give --any-sub if yours are others.",
    )
  }
  checkAnySub('erase', sub)
  const { userPoolId } = await enterPlace(context, options)
  const { suiteErasableUsers: users } =
    await import('@cognito-trigger-suite/triggers/internal/adapters/erasable-users-dynamodb')
  const { eraseUser, findKept } =
    await import('@cognito-trigger-suite/triggers/internal/provisioning-worker/erase')
  const user = { userPoolId, sub }
  const isDryRun = options.dryRun === true
  using _progress = context.startProgress(
    isDryRun ? 'reading what is kept' : 'erasing, after the worker has finished with the user',
  )
  const { kept, waited } = await (isDryRun
    ? telling('What is kept was not read', async () => {
        return { kept: await findKept(users, user, makeCall()), waited: false }
      })
    : telling('The user was not erased, or not wholly, and the same command finishes it', () =>
        eraseUser(users, user, context.clock, makeCall()),
      ))
  const items = Object.values(kept).reduce((sum, count) => sum + count, 0)
  return { json: { sub, isDryRun, items, kept, waited }, text: draw(context, kept, items, isDryRun) }
}

const titles: Readonly<Record<string, string>> = {
  profile: 'profile',
  entitlements: 'entitlements',
  memberships: 'memberships',
  provisioning: 'provisioning record',
  other: 'other items of the user',
  'sign-up': 'note of a sign-up by invitation',
  invitation: 'name or address in an invitation',
  reservation: 'reservation of an address',
}

function draw({ paint }: CliContext, kept: Kept, items: number, isDryRun: boolean): string {
  const rows = Object.entries(kept).map(([kind, count]) => [titles[kind] ?? kind, formatNumber(count)])
  const what = formatCount(items, 'item')
  return [
    ...(rows.length === 0 ? [] : [drawTable(paint, { rows, numbers: [1] }), '']),
    isDryRun ? `${what} would be erased.` : `${what} erased. Nothing of this user will be written again.`,
  ].join('\n')
}
