/** What the edge is told. It has no environment variables, so that this is a file beside its code, and holds no secret. */
import { checkOptions } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { type AnyNeeds, requireNeeds, type Rights, rightsChecks } from '../shared/judge.ts'
import { isObject, own, ownText, readStrings } from '@cognito-trigger-suite/triggers/internal/core/json'

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html */
export interface EdgeConfig {
  readonly userPoolId: string
  /** An app client without a secret, with the code grant, and with `https://<host><callbackPath>` among its callback
   * addresses. */
  readonly clientId: string
  /** The origin of the managed login, such as `https://my-app.auth.eu-central-1.amazoncognito.com`. */
  readonly managedLogin: string
  /** What the access token is asked for. Default `openid`. */
  readonly scopes: readonly string[]
  /** What a token must carry. A person who lacks it is told, and not sent to sign in again. Default `{}`: a valid token. */
  readonly needs: AnyNeeds
  /** What the suite's claims hold, and how they are called where they have other names. */
  readonly rights: Rights
  readonly callbackPath: string
  readonly refreshPath: string
  readonly signOutPath: string
  /** Where a person comes to after signing out. It is among the app client's sign-out addresses; where it is no open path,
   * the person is asked to sign in again. */
  readonly signedOutPath: string
  /** Paths that everybody may see; one that ends with `/` stands for all below it, but `/` for the first page alone. Default
   * none. */
  readonly openPaths: readonly string[]
  /** Whether the origin gets the access token as `Authorization: Bearer`. Otherwise it gets no token at all. */
  readonly forwardsToken: boolean
}

export const defaultPaths = {
  callbackPath: '/.auth/callback',
  refreshPath: '/.auth/refresh',
  signOutPath: '/.auth/sign-out',
  signedOutPath: '/',
} as const

/** Whether a path is what it looks like: an origin that decodes and tidies it comes to the same place. */
export function isPlainPath(path: string): boolean {
  let decoded
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return false
  }
  // Servers differ in what they take for a segment of dots, such as `..;` and `.. `.
  const isOdd = /\/\/|\/\.(?![\w-])|[%\\\p{Cc}]/u.test(decoded)
  return path.startsWith('/') && !isOdd && decoded.split('/').length === path.split('/').length
}

/** @throws TypeError in one sentence for what is missing or unreadable */
export function readEdgeConfig(value: unknown): EdgeConfig {
  if (!isObject(value)) throw new TypeError('config.json of the edge function is no object.')
  const text = (name: string, pattern: RegExp, allowed: string): string => {
    const found = ownText(value, name)
    if (found !== undefined && pattern.test(found)) return found
    throw new TypeError(`config.json of the edge function: ${name} must be ${allowed}.`)
  }
  const texts = (name: string): readonly string[] => {
    const given = own(value, name)
    const found = readStrings(given)
    if (Array.isArray(given) && found.length === given.length) return found
    throw new TypeError(`config.json of the edge function: ${name} must be a list of texts.`)
  }
  const path = (name: string): string =>
    text(name, /^\/(?!\/)[\w./~-]*$/, 'a path that starts with one slash')
  const forwardsToken = own(value, 'forwardsToken')
  if (typeof forwardsToken !== 'boolean')
    throw new TypeError('config.json of the edge function: forwardsToken must be true or false.')
  return {
    userPoolId: text('userPoolId', /^[a-z0-9-]+_\w+$/, 'the id of a user pool'),
    clientId: text('clientId', /^\w+$/, 'the id of an app client'),
    managedLogin: text('managedLogin', /^https:\/\/[\w.-]+$/, 'an https origin without a path'),
    scopes: texts('scopes'),
    needs: readNeeds(own(value, 'needs')),
    rights: readRights(own(value, 'rights')),
    callbackPath: path('callbackPath'),
    refreshPath: path('refreshPath'),
    signOutPath: path('signOutPath'),
    signedOutPath: path('signedOutPath'),
    openPaths: texts('openPaths'),
    forwardsToken,
  }
}

function readNeeds(value: unknown): AnyNeeds {
  requireNeeds(value)
  const needs: AnyNeeds = JSON.parse(JSON.stringify(value))
  return needs
}

function readRights(value: unknown): Rights {
  checkOptions<Rights>('rights', value, rightsChecks)
  const rights: Rights = JSON.parse(JSON.stringify(value))
  return rights
}
