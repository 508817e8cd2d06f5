/** Some of the pool's app clients. */
import { optional, isPlain, required, type RequiredCheck, shape } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { refuse } from '../core/options/refuse.ts'
import { appClientId } from '../core/options/app-client-id.ts'

/** These app clients, or all but these, by id. */
export type AppClientChoice = { readonly only: readonly string[] } | { readonly except: readonly string[] }

/** An option of everything that refuses tokens. */
export interface ForAppClients {
  /** The app clients whose tokens are refused. Default all. */
  readonly appClients?: AppClientChoice
}

/** Whether the app client is meant; one that the event does not name always is. */
export function isMeant(choice: AppClientChoice | undefined, clientId: string | undefined): boolean {
  if (choice === undefined || clientId === undefined) return true
  return 'only' in choice ? choice.only.includes(clientId) : !choice.except.includes(clientId)
}

export const appClientChoice: RequiredCheck = /* @__PURE__ */ required(
  '{ only: […] } or { except: […] } with ids of app clients',
  (value, at) => {
    const ids = list(appClientId)
    const named = ['only', 'except'].filter((name) => isPlain(value) && Object.hasOwn(value, name))
    const [one] = named
    if (one !== undefined && named.length === 1) return shape({ [one]: ids }).test(value, at)
    shape({ only: optional(ids), except: optional(ids) }).test(value, at)
    refuse(at, appClientChoice.allowed, value)
  },
)
