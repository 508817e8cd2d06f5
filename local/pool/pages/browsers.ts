/** The browsers that have the managed login open: who is signed in there, and which sign-ins are under way. */
import { drawOpaque, type RandomBytes } from '../chance.ts'
import type { AuthorizeRequest } from '../oauth/authorize-request.ts'

/** A sign-in that other apps of the pool share. */
export interface SignedIn {
  readonly sub: string
  /** `COGNITO` or the name of the identity provider. */
  readonly provider: string
  readonly authTimeMs: number
}

/** A person who was sent to an identity provider and has not come back yet. */
export interface PendingFederation {
  readonly providerName: string
  readonly request: AuthorizeRequest
  readonly redirectUri: string
  readonly nonce: string
  readonly codeVerifier: string
}

export interface Browser {
  readonly id: string
  readonly csrfToken: string
  readonly signedIn: SignedIn | undefined
  /** The `sub` of a user who proved the password and still must confirm the account. */
  readonly unconfirmedSub: string | undefined
  /** By the `state` that the provider sends back. */
  readonly federations: ReadonlyMap<string, PendingFederation>
  readonly expiresAtMs: number
}

export type BrowserChange = Partial<Pick<Browser, 'signedIn' | 'unconfirmedSub' | 'federations'>>

export interface Browsers {
  readonly open: () => Browser
  readonly find: (id: string) => Browser | undefined
  readonly change: (id: string, change: BrowserChange) => Browser
  /** Like `change`, under a new id, so that an id from before the sign-in is worthless after it. */
  readonly replace: (id: string | undefined, change: BrowserChange) => Browser
  readonly close: (id: string) => void
}

/** AWS's managed login keeps a browser signed in for an hour. */
const validMs = 3_600_000
const maxBrowsers = 10_000
/** The most sign-ins that are under way at providers. One more replaces the oldest. */
const maxFederations = 20

export function createBrowsers(random: RandomBytes, clock: () => number): Browsers {
  const browsers = new Map<string, Browser>()

  const add = (from: BrowserChange): Browser => {
    const browser: Browser = {
      signedIn: undefined,
      unconfirmedSub: undefined,
      federations: new Map(),
      ...from,
      id: drawOpaque(random, 32),
      csrfToken: drawOpaque(random, 32),
      expiresAtMs: clock() + validMs,
    }
    browsers.set(browser.id, browser)
    const [oldest] = browsers.keys()
    if (browsers.size > maxBrowsers && oldest !== undefined) browsers.delete(oldest)
    return browser
  }

  const find = (id: string): Browser | undefined => {
    const browser = browsers.get(id)
    if (browser === undefined || browser.expiresAtMs > clock()) return browser
    browsers.delete(id)
    return undefined
  }

  return {
    open: () => add({}),
    find,
    change: (id, change) => {
      const browser = find(id)
      if (browser === undefined) return add(change)
      const federations = new Map([...(change.federations ?? browser.federations)].slice(-maxFederations))
      const changed = { ...browser, ...change, federations }
      browsers.set(id, changed)
      return changed
    },
    replace: (id, change) => {
      const browser = id === undefined ? undefined : find(id)
      if (browser !== undefined) browsers.delete(browser.id)
      return add({ ...browser, ...change })
    },
    close: (id) => void browsers.delete(id),
  }
}
