/** Refuses tokens while maintenance is on, except for some groups. */
import { temporarilyUnavailable, underMaintenance } from '../../core/denial-catalogue.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { groupName } from '../../core/options/group-name.ts'
import { appClientChoice, type ForAppClients } from '../../domain/app-client-choice.ts'
import {
  createMaintenanceSwitch,
  maintenanceChecks,
  type MaintenanceSwitchOptions,
} from '../../facts/maintenance-switch.ts'
import type { ItemFact } from '../../facts/table-fact.ts'
import { type ClaimSource, defineSource, userSources } from '../claim-source.ts'
import { sourceName } from '../options.ts'

export type MaintenanceOptions = MaintenanceSwitchOptions &
  ForAppClients & {
    /** Tells several of them apart. Default `maintenance`. */
    readonly name?: string
    /** Groups of the pool whose members still get tokens. Default none. */
    readonly exceptGroups?: readonly string[]
  }

/** The switch is in the configuration, or `isOn` of the item `POOL#<pool>` / `MAINTENANCE`. Without the item it is off.
 * A switch that cannot be read, or is neither true nor false, denies. */
export function maintenance(options: MaintenanceOptions): ClaimSource {
  check: checkOptions<MaintenanceOptions>('maintenance', options, (given) => ({
    ...maintenanceChecks(given),
    name: optional(sourceName),
    exceptGroups: optional(list(groupName, 0)),
    appClients: optional(appClientChoice),
  }))
  const { name = 'maintenance', exceptGroups = [], appClients, ...given } = options
  const { fact: read, isOn: readSwitch } = createMaintenanceSwitch(given)
  return defineSource<ItemFact>({
    name,
    sources: userSources,
    ...(appClients === undefined ? {} : { appClients }),
    claimNames: [],
    groupNames: exceptGroups,
    ...(read !== undefined && { fact: read }),
    contribute({ event, fact }) {
      const isOn = readSwitch(fact)
      if (isOn === false) return {}
      // The pool's own groups: changes by earlier sources say nothing about the user.
      if (isOn === true && event.groups.some((group) => exceptGroups.includes(group))) return {}
      return { denial: isOn === true ? underMaintenance : temporarilyUnavailable }
    },
  })
}
