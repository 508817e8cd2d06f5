/** The claims of a suite as a JSON Schema of the tokens' payloads.
 * @see https://json-schema.org/draft/2020-12 */
import type {
  ClaimType,
  TokenName,
} from '@cognito-trigger-suite/triggers/internal/pre-token-generation/claim'
import type { PrintedClaims } from './claims.ts'
import { alwaysThere } from './own-claims.ts'

const schemas: Readonly<Record<ClaimType, object>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  list: { type: 'array', items: { type: 'string' } },
  json: {},
}

/** Claims that it does not know are allowed, since Cognito adds some without notice. */
export function printJsonSchema({ wire }: PrintedClaims): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The payload of a token of the suite',
    oneOf: [{ $ref: '#/$defs/accessToken' }, { $ref: '#/$defs/idToken' }],
    $defs: { accessToken: describe('access', wire.access), idToken: describe('id', wire.id) },
  }
  return JSON.stringify(schema, null, 2)
}

function describe(token: TokenName, claims: ReadonlyMap<string, ClaimType>): object {
  const properties = [...claims].map(([name, type]) => [name, schemas[type]])
  return {
    type: 'object',
    required: alwaysThere[token],
    properties: { ...Object.fromEntries(properties), token_use: { const: token } },
    // Cognito writes custom attributes as text.
    ...(token === 'id' && { patternProperties: { '^custom:': { type: 'string' } } }),
  }
}
