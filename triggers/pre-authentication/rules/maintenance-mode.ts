/** Refuses sign-ins while maintenance is on. */
import { temporarilyUnavailable, underMaintenance } from '../../core/denial-catalogue.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { ruleName } from '../../core/rule/options.ts'
import { type AppClientChoice, appClientChoice } from '../../domain/app-client-choice.ts'
import { preAuthenticationSources } from '../../events/sources.ts'
import {
  createMaintenanceSwitch,
  maintenanceChecks,
  type MaintenanceSwitchOptions,
} from '../../facts/maintenance-switch.ts'
import type { ItemFact } from '../../facts/table-fact.ts'
import { defineRule, type PreAuthenticationRule } from '../rule.ts'

export type MaintenanceModeOptions = MaintenanceSwitchOptions & {
  /** Tells several of them apart. Default `maintenance-mode`. */
  readonly name?: string
  /** The app clients whose sign-ins are refused. Default all. */
  readonly appClients?: AppClientChoice
}

/** The switch of the claim source `maintenance`: one item serves both. No group is excepted, since the event names no
 * groups. A switch that cannot be read, or is neither true nor false, denies. */
export function maintenanceMode(options: MaintenanceModeOptions): PreAuthenticationRule {
  check: checkOptions<MaintenanceModeOptions>('maintenanceMode', options, (given) => ({
    ...maintenanceChecks(given),
    name: optional(ruleName),
    appClients: optional(appClientChoice),
  }))
  const { name = 'maintenance-mode', appClients, ...given } = options
  const { fact, isOn: readSwitch } = createMaintenanceSwitch(given)
  return defineRule<ItemFact>({
    name,
    sources: preAuthenticationSources,
    ...(appClients !== undefined && { appClients }),
    isAboutUser: false,
    ...(fact !== undefined && { fact }),
    decide({ fact: item }) {
      const isOn = readSwitch(item)
      if (isOn === false) return { kind: 'pass' }
      return { kind: 'deny', denial: isOn === true ? underMaintenance : temporarilyUnavailable }
    },
  })
}
