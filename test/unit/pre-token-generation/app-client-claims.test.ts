import { describe, expect, test } from 'vitest'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import type { RawObject } from '../../../triggers/core/json.ts'
import { appClientClaims } from '../../../triggers/pre-token-generation/claims/app-client-claims.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { signIn, tokensOf } from './run-sources.ts'

describe('app client claims', () => {
  const source = appClientClaims({ clients: { mobile: { claims: { channel: 'mobile' }, target: 'access' } } })
  const from = (clientId: unknown): RawObject => ({ ...eventFixture(signIn), callerContext: { clientId } })

  test('override earlier ones for the client that they name, and for no other', async () => {
    const sources = [staticClaims({ claims: { channel: 'web' } }), source]

    expect((await tokensOf(sources, from('mobile'))).access).toEqual({ channel: 'mobile' })
    expect((await tokensOf(sources, from('mobile'))).id).toEqual({ channel: 'web' })
    expect((await tokensOf(sources, from('other'))).access).toEqual({ channel: 'web' })
    expect((await tokensOf(sources, from('__proto__'))).access).toEqual({ channel: 'web' })
    expect((await tokensOf(sources, from(null))).access).toEqual({ channel: 'web' })
  })
})
