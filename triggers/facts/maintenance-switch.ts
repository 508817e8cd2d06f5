/** Whether maintenance is on: from the configuration, or from an item of the table that changes without a deployment. */
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import { type Check, optional } from '../core/options/check.ts'
import { flag, never } from '../core/options/values.ts'
import { noRead, tableFactChecks } from './item-options.ts'
import { readFlag } from './needed-value.ts'
import {
  attributesOf,
  createTableFact,
  type ItemFact,
  type ItemStep,
  noteRead,
  type TableFactOptions,
  type UserEvent,
} from './table-fact.ts'

export type MaintenanceSwitchOptions = { readonly isOn: boolean } | TableFactOptions

export interface MaintenanceSwitch {
  readonly fact?: ItemStep<Pick<UserEvent, 'userPoolId'>>
  /** undefined when it cannot be read, or is neither true nor false. */
  readonly isOn: (fact: ItemFact) => boolean | undefined
}

export function maintenanceChecks(given: Readonly<Record<string, unknown>>) {
  return Object.hasOwn(given, 'isOn')
    ? { ...noRead('goes without isOn'), isOn: flag satisfies Check }
    : { ...tableFactChecks, isOn: optional(never('goes without table')) }
}

/** `isOn`, or the switch in the item `POOL#<pool>` / `MAINTENANCE`. Without the item it is off. */
export function createMaintenanceSwitch(options: MaintenanceSwitchOptions): MaintenanceSwitch {
  if ('isOn' in options) return { isOn: () => readFlag(options.isOn) }
  const read = createTableFact<Pick<UserEvent, 'userPoolId'>>({
    ...options,
    name: 'maintenance',
    key: ({ userPoolId }) => ({ pk: `POOL#${userPoolId}`, sk: 'MAINTENANCE' }),
    denial: temporarilyUnavailable,
  })
  check: noteRead(read, 'POOL MAINTENANCE', options)
  return {
    fact: read,
    isOn(fact) {
      const item = attributesOf(fact, false)
      return item?.has('isOn') === false ? false : readFlag(item?.get('isOn'))
    },
  }
}
