/** Shows a token's claims, with those that the suite added set apart from Cognito's own. */
import { addedScopes, isAddedClaim, type TokenUse } from './base-claims.ts'
import { element } from './dom.ts'
import { formatTime } from './format.ts'

const titles = { id: 'ID token', access: 'Access token' } as const satisfies Record<TokenUse, string>

const timeClaims = new Set(['auth_time', 'iat', 'exp', 'nbf'])

/** Draws one token as a table of claims, the added ones first. */
export const drawToken = (use: TokenUse, token: string): HTMLElement => {
  const claims = [...decodeClaims(token)].sort(
    ([left], [right]) => Number(isAddedClaim(use, right)) - Number(isAddedClaim(use, left)),
  )
  const scope = new Map(claims).get('scope')
  const scopes = use === 'access' && typeof scope === 'string' ? addedScopes(scope) : []
  const added = claims.filter(([name]) => isAddedClaim(use, name)).length + scopes.length
  const copy = element('button', { type: 'button', class: 'quiet' }, 'Copy')
  copy.addEventListener('click', () => {
    copy.textContent = 'Copied'
    void navigator.clipboard.writeText(token)
  })
  return element(
    'section',
    { class: 'token', 'aria-label': titles[use] },
    element(
      'div',
      { class: 'token-head' },
      element('h3', {}, titles[use]),
      element('span', { class: 'hint' }, `${token.length} bytes · ${added} added`),
      copy,
    ),
    element(
      'table',
      { class: 'claims' },
      element(
        'thead',
        { class: 'sr-only' },
        element('tr', {}, element('th', { scope: 'col' }, 'Claim'), element('th', { scope: 'col' }, 'Value')),
      ),
      element('tbody', {}, ...claims.map(([name, value]) => drawClaim(use, name, value))),
    ),
  )
}

const drawClaim = (use: TokenUse, name: string, value: unknown) => {
  const isAdded = isAddedClaim(use, name)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const content =
    use === 'access' && name === 'scope'
      ? drawScopes(text)
      : [
          text,
          timeClaims.has(name)
            ? element('span', { class: 'hint' }, ` ${formatTime(Number(value) * 1000)}`)
            : null,
        ]
  return element(
    'tr',
    { class: isAdded ? 'added' : '' },
    element('th', { scope: 'row' }, name, isAdded ? addedTag() : null),
    element('td', {}, ...content),
  )
}

const drawScopes = (scope: string) => {
  const added = new Set(addedScopes(scope))
  return scope
    .split(' ')
    .map((name) =>
      element(
        'span',
        { class: added.has(name) ? 'scope added' : 'scope' },
        name,
        added.has(name) ? addedTag() : null,
      ),
    )
}

const addedTag = () => element('span', { class: 'tag tag-added' }, 'added')

/** A token's second part is base64url of JSON in UTF-8, which `atob` alone would garble. */
const decodeClaims = (token: string): ReadonlyMap<string, unknown> => {
  const [, payload = ''] = token.split('.')
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
    char.charCodeAt(0),
  )
  return new Map(Object.entries(JSON.parse(new TextDecoder().decode(bytes))))
}
