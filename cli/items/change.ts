/** Writes a change for a person, unless it would overwrite something that the person has not seen. */
import { isDeepStrictEqual } from 'node:util'
import {
  type AttributeValue,
  fromAttribute,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-json'
import { type Command, InvalidArgumentError } from 'commander'
import type { TableKey } from '@cognito-trigger-suite/triggers/internal/domain/table-item'
import { CliError } from '../cli-error.ts'
import type { CliContext, CliResult } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { formatValue } from '../format.ts'
import { addPlaceOptions, type PlaceOptions } from '../provisioning/place.ts'
import { drawTable } from '../table.ts'
import type { PathChange, StoredItem } from './store.ts'
import { telling } from '../telling.ts'

export interface WriteOptions extends PlaceOptions {
  readonly dryRun?: true
  /** The item's mark, as shown to the person. */
  readonly version?: string
}

interface ItemChange {
  readonly key: TableKey
  readonly item: StoredItem | undefined
  readonly changes: readonly PathChange[]
  /** Whether the whole item is removed. Default false. */
  readonly isItemGone?: boolean
  /** The changed user or thing, for `--json`. */
  readonly subject: Readonly<Record<string, string>>
  readonly remark?: string
}

export function addWriteOptions(command: Command): Command {
  return addPlaceOptions(command)
    .option('--dry-run', 'say what would be written, and write nothing')
    .option(
      '--version <version>',
      'as it was shown; what is there is replaced or removed by it only',
      (value) => {
        if (/^(?:none|[0-9a-f]{12})$/.test(value)) return value
        throw new InvalidArgumentError('It is what was shown as version.')
      },
    )
}

/** @throws CliError when the item was erased, differs from what was shown, or changes meanwhile */
export async function writeChange(
  context: CliContext,
  { dryRun, version }: WriteOptions,
  { key, item, changes, isItemGone = false, subject, remark }: ItemChange,
): Promise<CliResult> {
  const { changeItem, versionOf } = await import('./store.ts')
  if (item !== undefined && Object.hasOwn(item, 'erasedAtMs'))
    throw new CliError('This user was erased: nothing is written of them any more.', exitCodes.other)
  const seen = versionOf(item)
  if (version !== undefined && version !== seen) throw changed()
  const real = changes.filter(({ before, after }) => !isDeepStrictEqual(before, after))
  const told = real.map(({ path, before, after }) => ({ name: path.join('.'), ...tell({ before, after }) }))
  const drawn = drawChanges(context, told, remark)
  if (real.length === 0 && !isItemGone)
    return { json: { ...subject, version: seen, changes: [] }, text: 'Nothing to change: it is so already.' }
  if (dryRun) {
    return {
      json: { ...subject, dryRun: true, version: seen, changes: told },
      text: `Would change:\n\n${drawn}\n  version  ${seen}`,
    }
  }
  if (version === undefined && (isItemGone || real.some(({ before }) => before !== undefined))) {
    throw new CliError(
      'This would replace or remove what is there: look at it first, and give the --version that is shown with it.',
      exitCodes.other,
    )
  }
  const now = await withTable(() => changeItem(key, changes, isItemGone))
  if (now === undefined) throw changed()
  const next = versionOf(isItemGone ? undefined : now)
  return {
    json: { ...subject, version: next, changes: told },
    text: `Changed:\n\n${drawn}\n  version  ${next}`,
  }
}

export function withTable<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  return telling('The table did not do it', work)
}

function changed(): CliError {
  return new CliError(
    'It is not as it was shown any more: somebody changed it, look at it again.',
    exitCodes.other,
  )
}

function tell(
  sides: Readonly<Record<string, AttributeValue | undefined>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(sides).flatMap(([side, value]) =>
      value === undefined ? [] : [[side, fromAttribute(value) ?? null]],
    ),
  )
}

function drawChanges(
  { paint }: CliContext,
  told: readonly Readonly<Record<string, unknown>>[],
  remark: string | undefined,
): string {
  const side = (value: unknown): string => (value === undefined ? '(none)' : formatValue(value))
  const rows = told.map((line) => [String(line['name']), side(line['before']), '→', side(line['after'])])
  return `${drawTable(paint, { rows })}\n${remark === undefined ? '' : `\n${remark}\n`}`
}
