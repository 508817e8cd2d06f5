/** Refuses tokens while maintenance is on, but for some groups. */
import { temporarilyUnavailable, underMaintenance } from '../../core/denial-catalogue.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { groupName } from '../../core/options/group-name.ts'
import { flag, never } from '../../core/options/values.ts'
import { type AppClientChoice, type ClaimSource, userSources } from '../claim-source.ts'
import { readFlag } from '../needed-value.ts'
import { appClientChoice, noRead, tableFactChecks } from '../options.ts'
import { attributesOf, createTableFact, type ItemFact, type TableFactOptions } from '../table-fact.ts'

export type MaintenanceOptions = ({ readonly isOn: boolean } | TableFactOptions) & {
  /** Groups of the pool whose members get their tokens all the same. Default none. */
  readonly exceptGroups?: readonly string[]
  /** The app clients whose tokens are refused. Default all. */
  readonly appClients?: AppClientChoice
}

/** The switch is in the configuration, or `isOn` of the item `POOL#<pool>` / `MAINTENANCE`. Without the item it is off; one
 * that cannot be read, or is neither true nor false, denies. */
export function maintenance(options: MaintenanceOptions): ClaimSource<ItemFact> {
  check: checkOptions<MaintenanceOptions>('maintenance', options, (given) => ({
    ...(Object.hasOwn(given, 'isOn')
      ? { ...noRead('goes without isOn'), isOn: flag }
      : { ...tableFactChecks, isOn: optional(never('goes without table')) }),
    exceptGroups: optional(list(groupName, 0)),
    appClients: optional(appClientChoice),
  }))
  const { exceptGroups = [], appClients } = options
  return {
    name: 'maintenance',
    sources: userSources,
    ...(appClients === undefined ? {} : { appClients }),
    claimNames: [],
    groupNames: exceptGroups,
    ...('isOn' in options ? {} : { fact: switchFact(options) }),
    contribute({ event, fact }) {
      const item = attributesOf(fact, false)
      const value = 'isOn' in options ? options.isOn : item?.get('isOn')
      const isOn = item?.has('isOn') === false ? false : readFlag(value)
      if (isOn === false) return {}
      // The pool's own groups: what earlier sources made of them says nothing of who the user is.
      if (isOn === true && event.groups.some((group) => exceptGroups.includes(group))) return {}
      return { denial: isOn === true ? underMaintenance : temporarilyUnavailable }
    },
  }
}

function switchFact(options: TableFactOptions) {
  return createTableFact({
    ...options,
    name: 'maintenance',
    key: ({ userPoolId }) => ({ pk: `POOL#${userPoolId}`, sk: 'MAINTENANCE' }),
    denial: temporarilyUnavailable,
  })
}
