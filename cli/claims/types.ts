/** The claims of a suite as a TypeScript file. */
import type {
  ClaimType,
  TokenName,
} from '@cognito-trigger-suite/triggers/internal/pre-token-generation/claim'
import type { PrintedClaims } from './claims.ts'

const written = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  list: 'readonly string[]',
  json: 'unknown',
  restrictive: 'boolean',
  partial: 'boolean',
} as const satisfies Readonly<Record<ClaimType | 'restrictive' | 'partial', string>>

type Printed = keyof typeof written

/** For each token an interface, and the types as a value for `createGuard` and `readClaims`. */
export function printTypes({ tokens, restricting }: PrintedClaims): string {
  const asRead = ([name, type]: readonly [string, ClaimType]) =>
    [name, restricting.get(name) ?? type] as const
  return [
    '/** What the tokens of the suite carry. Printed by `cts claims types`: print it again when the suite changes. */',
    printToken('access', 'AccessToken', new Map([...tokens.access].map(asRead))),
    printToken('id', 'IdToken', new Map([...tokens.id].map(asRead))),
  ].join('\n\n')
}

function printToken(token: TokenName, name: string, claims: ReadonlyMap<string, Printed>): string {
  const each = (line: (name: string, type: Printed) => string): string =>
    [...claims].map(([claim, type]) => `  ${line(quoteKey(claim), type)}`).join('\n')
  const value = `${token}TokenClaims`
  return [
    `/** Claims of the ${token === 'id' ? 'ID' : 'access'} token. Any may be missing. */`,
    `export interface ${name}Claims {\n${each((claim, type) => `readonly ${claim}?: ${written[type]}`)}\n}\n`,
    `/** The same, for \`createGuard\` and \`readClaims\`. */`,
    `export const ${value} = {\n${each((claim, type) => `${claim}: '${type}',`)}\n} as const`,
  ].join('\n')
}

function quoteKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name.replaceAll(/[\\']/g, String.raw`\$&`)}'`
}
