/** The claims of a suite as a TypeScript file. */
import type {
  ClaimType,
  TokenName,
} from '@cognito-trigger-suite/triggers/internal/pre-token-generation/claim'
import type { PrintedClaims } from './claims.ts'

const written: Readonly<Record<ClaimType, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  list: 'readonly string[]',
  json: 'unknown',
}

/** For each token an interface, and the types as a value for `createGuard` and `readClaims`. */
export function printTypes({ tokens, restrictive }: PrintedClaims): string {
  return [
    '/** What the tokens of the suite carry. Printed by `cts claims types`: print it again when the suite changes. */',
    printToken('access', 'AccessToken', tokens.access),
    printToken('id', 'IdToken', tokens.id),
    `/** Claims that take rights away. A guard that is given one refuses everything while it is true, or cannot be read. */\nexport const restrictiveClaims = ${JSON.stringify(restrictive).replaceAll('"', "'").replaceAll(',', ', ')} as const`,
  ].join('\n\n')
}

function printToken(token: TokenName, name: string, claims: ReadonlyMap<string, ClaimType>): string {
  const each = (line: (name: string, type: ClaimType) => string): string =>
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
