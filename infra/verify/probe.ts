/** Gives questions what they ask with, and writes down what Cognito answers, without an id or a name. */
import { own, ownText, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Account, Outcome } from './account.ts'
import { openBrowser, type Page } from './browser.ts'
import type { Probe, SignedInPage } from './question.ts'
import type { Stage } from './stage.ts'
import { callbackUrl, providerName } from './template.ts'

/** Of users whom nobody but the probe knows, and who are gone with the stack. */
const password = 'Probe-password-1'

/** Operations that name the app client instead of the pool. */
const ofClient = new Set(['SignUp', 'InitiateAuth'])

export interface Recorder {
  readonly probe: Probe
  /** What was seen since the last call. */
  readonly take: () => readonly string[]
}

export function createProbe(account: Account, stage: Stage, signal: AbortSignal): Recorder {
  let count = 0
  let seen: string[] = []
  const write = (what: string, told: string): void => void seen.push(withoutIds(`${what}: ${told}`, stage))
  const ask = async (operation: string, input: object): Promise<Outcome> => {
    signal.throwIfAborted()
    const of = ofClient.has(operation) ? { ClientId: stage.clientId } : { UserPoolId: stage.userPoolId }
    const outcome = await account.ask(operation, { ...of, ...input })
    write(operation, outcome.exception === '' ? 'ok' : `${outcome.exception}: ${outcome.text}`)
    return outcome
  }
  const demand = async (operation: string, input: object): Promise<Outcome> => {
    const outcome = await ask(operation, input)
    if (outcome.exception === '') return outcome
    throw new Error(withoutIds(`${operation} was refused: ${outcome.exception}: ${outcome.text}`, stage))
  }
  const addUser = async (Username: string, pool: object = {}, attributes: object = {}): Promise<void> => {
    await demand('AdminCreateUser', { ...pool, Username, MessageAction: 'SUPPRESS', ...attributes })
    await demand('AdminSetUserPassword', { ...pool, Username, Password: password, Permanent: true })
  }
  const toResult = (page: Page, what: string): SignedInPage => {
    const parameters = page.url.startsWith(callbackUrl)
      ? new URL(page.url).searchParams
      : new URLSearchParams()
    const code = parameters.get('code') ?? undefined
    const problem = parameters.get('error_description') ?? parameters.get('error') ?? 'no answer to the app'
    write(what, code === undefined ? problem : 'a code')
    return { code, problem }
  }
  const authorizeUrl = (more: Readonly<Record<string, string>>): string =>
    `${stage.loginUrl}/oauth2/authorize?${String(
      new URLSearchParams({
        response_type: 'code',
        client_id: stage.clientId,
        redirect_uri: callbackUrl,
        scope: 'openid email',
        state: 'probe',
        ...more,
      }),
    )}`

  const probe: Probe = {
    stage,
    password,
    mark: (mode) => `${mode}--${(count += 1)}`,
    note: write,
    ask,
    signUp: (mark, more) => ask('SignUp', { Username: mark, Password: password, ...more }),
    addUser: (mark) => addUser(mark),
    signIn: (USERNAME, PASSWORD = password) =>
      ask('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } }),
    async callsOf(mark) {
      const sources: string[] = []
      let NextToken: string | undefined
      do {
        const { answer } = await account.ask('ListGroups', {
          UserPoolId: stage.userPoolId,
          Limit: 60,
          NextToken,
        })
        const groups = own(answer, 'Groups')
        for (const group of Array.isArray(groups) ? groups : []) {
          const [call, of, source = ''] = (ownText(group, 'GroupName') ?? '').split('.')
          if (call === 'call' && of === mark) sources.push(source)
        }
        NextToken = ownText(answer, 'NextToken')
      } while (NextToken !== undefined)
      write('calls', sources.length === 0 ? 'none' : sources.toSorted().join(', '))
      return sources
    },
    async signInByPage(mark) {
      const browser = openBrowser(signal)
      const page = await browser.open(authorizeUrl({}), callbackUrl)
      return toResult(await browser.signIn(page, mark, password, callbackUrl), 'the page')
    },
    async signInByProvider(mark) {
      const UserAttributes = [
        { Name: 'email', Value: `${mark}@example.com` },
        { Name: 'email_verified', Value: 'true' },
      ]
      await addUser(mark, { UserPoolId: stage.peoplePoolId }, { UserAttributes })
      const browser = openBrowser(signal)
      const url = authorizeUrl({ identity_provider: providerName })
      const page = await browser.open(url, callbackUrl)
      return toResult(await browser.signIn(page, mark, password, callbackUrl), 'the provider')
    },
    async exchange(code) {
      const response = await fetch(`${stage.loginUrl}/oauth2/token`, {
        method: 'POST',
        signal,
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: stage.clientId,
          redirect_uri: callbackUrl,
          code,
        }),
      })
      const answer = readJson(await response.text())
      const error = ownText(answer, 'error') ?? ''
      write('/oauth2/token', error === '' ? 'ok' : error)
      return { claims: readClaims(ownText(answer, 'id_token')), error }
    },
  }
  return {
    probe,
    take() {
      const taken = seen
      seen = []
      return taken
    },
  }
}

/** Of a token that Cognito itself has just sent. */
export function readClaims(token = ''): unknown {
  return readJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

/** Without what names the account or one run. */
function withoutIds(text: string, { userPoolId, peoplePoolId, clientId, narrowClientId }: Stage): string {
  return [userPoolId, peoplePoolId, clientId, narrowClientId]
    .reduce((left, id) => (id === '' ? left : left.replaceAll(id, '…')), text)
    .replaceAll(/\d{12}/g, '…')
    .replaceAll(/probe-[0-9a-f]{8}/g, 'probe-…')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')
}
