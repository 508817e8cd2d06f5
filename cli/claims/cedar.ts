/** The claims of a suite as a Cedar schema for Amazon Verified Permissions.
 * @see https://docs.aws.amazon.com/verifiedpermissions/latest/userguide/cognito-map-token-to-schema.html
 * @see https://docs.cedarpolicy.com/schema/json-schema.html */
import type {
  ClaimType,
  TokenName,
} from '@cognito-trigger-suite/triggers/internal/pre-token-generation/claim'
import { usageError } from '../cli-error.ts'
import type { PrintedClaims } from './claims.ts'

export interface CedarNames {
  readonly namespace: string
  readonly principal: string
  readonly group: string
  readonly resource: string
  readonly actions: readonly string[]
}

/** Cedar has neither null nor numbers with fractions, so that these types have no place there. */
const types: Readonly<Record<ClaimType, object | undefined>> = {
  string: { type: 'String' },
  integer: { type: 'Long' },
  boolean: { type: 'Boolean' },
  list: { type: 'Set', element: { type: 'String' } },
  number: undefined,
  json: undefined,
}

/** Claims of the ID token are attributes of the principal, and claims of the access token are `context.token`. Groups
 * are parents of the principal. Nothing is required, since any token may lack any claim.
 * @throws CliError that names a claim without a type in Cedar */
export function printCedar({ wire }: PrintedClaims, names: CedarNames): string {
  const { namespace, principal, group, resource, actions } = names
  const schema = {
    [namespace]: {
      commonTypes: {
        AccessToken: { type: 'Record', attributes: describe('access', wire.access) },
        AccessTokenContext: {
          type: 'Record',
          attributes: { token: { type: 'AccessToken', required: false } },
        },
      },
      entityTypes: {
        [group]: {},
        [principal]: {
          memberOfTypes: [group],
          shape: { type: 'Record', attributes: describe('id', wire.id) },
        },
        [resource]: {},
      },
      actions: Object.fromEntries(
        actions.map((action) => [
          action,
          {
            appliesTo: {
              principalTypes: [principal],
              resourceTypes: [resource],
              context: { type: 'AccessTokenContext' },
            },
          },
        ]),
      ),
    },
  }
  return JSON.stringify(schema, null, 2)
}

function describe(token: TokenName, claims: ReadonlyMap<string, ClaimType>): object {
  return Object.fromEntries(
    [...claims]
      .filter(([name]) => name !== 'cognito:groups')
      .map(([name, type]) => {
        const written = name === 'scope' && token === 'access' ? types.list : types[type]
        if (written !== undefined) return [name, { ...written, required: false }]
        const holds = type === 'number' ? 'may hold a number with a fraction' : 'may hold anything, also null'
        throw usageError(
          `The claim ${name} of the ${token === 'id' ? 'ID' : 'access'} token ${holds}, for which Cedar has no type: declare its type in the suite, or leave it out with --without ${name}.`,
        )
      }),
  )
}
