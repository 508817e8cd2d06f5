/** Writes the user's profile item, once. */
import { checkOptions } from '../../core/options/check.ts'
import { tableWriter } from '../../core/options/ports.ts'
import { type TableWriter, putIfAbsentActions } from '../../ports/suite-table.ts'
import { userKey } from '../../domain/table-item.ts'
import {
  attributesOf,
  readEffectOptions,
  type EffectDefinition,
  type EffectOptions,
} from '../effect-definition.ts'
import { attributeList, effectOptions } from '../options.ts'

export interface ProfileOptions extends EffectOptions {
  readonly table: TableWriter
  /** The user attributes to copy, such as `email` and `locale`. They are as current as the confirmation. */
  readonly attributes: readonly string[]
}

/** Deferred when it fails. An existing profile stays unchanged. */
export function profile(options: ProfileOptions): EffectDefinition {
  check: checkOptions<ProfileOptions>('profile', options, {
    table: tableWriter,
    attributes: attributeList,
    ...effectOptions,
  })
  return {
    ...readEffectOptions(options),
    name: 'profile',
    dependency: options.table,
    actions: putIfAbsentActions,
    delivery: 'idempotent',
    reads: options.attributes,
    remember: (event) => attributesOf(event, options.attributes),
    async act({ userPoolId, sub, userName, facts }, _, nowMs, call) {
      const item = { sub, userName, attributes: facts, createdAtMs: nowMs }
      await options.table.putIfAbsent(userKey(userPoolId, sub, 'PROFILE'), item, call)
      return { state: 'done' }
    },
  }
}
