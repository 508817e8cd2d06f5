/** Refuses tokens while maintenance is on, but for some groups. */
import { temporarilyUnavailable, underMaintenance } from '../../core/denial-catalogue.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { groupName } from '../../core/options/group-name.ts'
import { type AppClientChoice, appClientChoice } from '../../domain/app-client-choice.ts'
import {
  createMaintenanceSwitch,
  maintenanceChecks,
  type MaintenanceSwitchOptions,
} from '../../facts/maintenance-switch.ts'
import type { ItemFact } from '../../facts/table-fact.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'

export type MaintenanceOptions = MaintenanceSwitchOptions & {
  /** Groups of the pool whose members get their tokens all the same. Default none. */
  readonly exceptGroups?: readonly string[]
  /** The app clients whose tokens are refused. Default all. */
  readonly appClients?: AppClientChoice
}

/** The switch is in the configuration, or `isOn` of the item `POOL#<pool>` / `MAINTENANCE`. Without the item it is off; one
 * that cannot be read, or is neither true nor false, denies. */
export function maintenance(options: MaintenanceOptions): ClaimSource<ItemFact> {
  check: checkOptions<MaintenanceOptions>('maintenance', options, (given) => ({
    ...maintenanceChecks(given),
    exceptGroups: optional(list(groupName, 0)),
    appClients: optional(appClientChoice),
  }))
  const { exceptGroups = [], appClients, ...given } = options
  const { fact: read, isOn: readSwitch } = createMaintenanceSwitch(given)
  return {
    name: 'maintenance',
    sources: userSources,
    ...(appClients === undefined ? {} : { appClients }),
    claimNames: [],
    groupNames: exceptGroups,
    ...(read !== undefined && { fact: read }),
    contribute({ event, fact }) {
      const isOn = readSwitch(fact)
      if (isOn === false) return {}
      // The pool's own groups: what earlier sources made of them says nothing of who the user is.
      if (isOn === true && event.groups.some((group) => exceptGroups.includes(group))) return {}
      return { denial: isOn === true ? underMaintenance : temporarilyUnavailable }
    },
  }
}
