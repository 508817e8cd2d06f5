/** The claims of both tokens, Cognito's own and the suite's, as they are printed. */
import type {
  ClaimType,
  TokenName,
} from '@cognito-trigger-suite/triggers/internal/pre-token-generation/claim'
import type { SuiteClaims } from '@cognito-trigger-suite/triggers/internal/pre-token-generation/suite-claims'
import { unknownName } from '../cli-error.ts'
import { ownClaims } from './own-claims.ts'

type ByToken = Readonly<Record<TokenName, ReadonlyMap<string, ClaimType>>>

export interface PrintedClaims {
  /** What the claims mean, as a tolerant reader gives them. */
  readonly tokens: ByToken
  /** How they stand in the token: event version 1 writes texts only. */
  readonly wire: ByToken
  /** Flags of the suite that take rights away. */
  readonly restricting: ReadonlyMap<string, 'restrictive' | 'partial'>
}

export interface ClaimChoice {
  /** Custom attributes that the ID token shows. */
  readonly attributes: readonly string[]
  /** Claims to leave out. */
  readonly without: readonly string[]
}

/** @throws CliError when a claim to leave out is none */
export function arrangeClaims(suite: SuiteClaims, { attributes, without }: ClaimChoice): PrintedClaims {
  const arrange = (token: TokenName, isWire: boolean): ReadonlyMap<string, ClaimType> => {
    const custom = token === 'id' ? attributes : []
    const all = new Map<string, ClaimType>([
      ...Object.entries(ownClaims[token]),
      ...custom.map((name) => [name, 'string'] as const),
      ...[...suite[token]].map(
        ([name, { type }]) => [name, isWire && suite.isTextOnly ? 'string' : type] as const,
      ),
    ])
    return new Map([...all].filter(([name]) => !without.includes(name)))
  }
  const known = [...new Set([...suite.access.keys(), ...suite.id.keys(), ...attributes])]
  const strange = without.find((name) => !known.includes(name))
  if (strange !== undefined) throw unknownName('claim', strange, known)
  const restricting = [...suite.id, ...suite.access].flatMap(([name, { type, takes }]) =>
    takes === 'none' || (type !== 'boolean' && type !== 'json')
      ? []
      : [[name, takes === 'all' ? 'restrictive' : 'partial'] as const],
  )
  return {
    tokens: { access: arrange('access', false), id: arrange('id', false) },
    wire: { access: arrange('access', true), id: arrange('id', true) },
    restricting: new Map(restricting),
  }
}
