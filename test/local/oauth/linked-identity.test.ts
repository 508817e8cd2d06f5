/** A federated identity that is linked to a native user: which user it signs in, and the sign-in that links it. */
import { afterAll, describe, expect, test, vi } from 'vitest'
import type * as linkedIdentities from '../../../local/pool/users/linked-identities.ts'
import { createLinkedIdentities, type LinkedIdentities } from '../../../local/pool/users/linked-identities.ts'
import {
  arns,
  echo,
  email,
  emailPool,
  enroll,
  everyTrigger,
  harness,
  poolId,
  sources,
} from '../pool/pool-harness.ts'
import {
  federation,
  grace,
  openFederation,
  signInByAcme,
  type FederationOptions,
} from './federation-harness.ts'
import { claimsOf, exchange, signInByPage } from './oauth-harness.ts'
import { backAtApp } from './visitor.ts'

const made = vi.hoisted((): LinkedIdentities[] => {
  // Files share the modules that they load.
  vi.resetModules()
  return []
})
afterAll(() => void vi.resetModules())

vi.mock('../../../local/pool/users/linked-identities.ts', async (importOriginal) => {
  const original = await importOriginal<typeof linkedIdentities>()
  const create = (): LinkedIdentities => {
    const identities = original.createLinkedIdentities()
    made.push(identities)
    return identities
  }
  return { ...original, createLinkedIdentities: create }
})

/** Starts with Grace enrolled as a native user; returns her `sub`. */
async function start(options: FederationOptions = {}): Promise<string> {
  await openFederation(options)
  return enroll(grace.email)
}

function link(sub: string, attributeName = 'Cognito_Subject', value: string = grace.sub): void {
  const identity = { providerName: 'Acme', providerType: 'OIDC', isPrimary: false, createdAtMs: 0 }
  made.at(-1)?.link(sub, { ...identity, attributeName, value })
}

describe('a linked identity', () => {
  test('signs in as the native user, without pre sign-up and post confirmation', async () => {
    const sub = await start({ pool: { ...emailPool, LambdaConfig: everyTrigger } })
    link(sub)
    harness.events.length = 0

    const { code = '' } = backAtApp(await signInByAcme())
    const { body } = await exchange(code)

    expect(claimsOf(body['id_token'])).toMatchObject({ sub, email: grace.email })
    expect(sources()).toEqual(['TokenGeneration_HostedAuth'])
    expect(harness.pool.dump().users).toMatchObject([
      { sub, status: 'CONFIRMED', attributes: { name: grace.name } },
    ])
  })

  test('is found by another claim than the subject', async () => {
    const sub = await start()
    link(sub, 'employee', '42')
    federation.acme.setPerson({ ...grace, sub: 'another', employee: 42 })

    await signInByAcme()

    expect(harness.pool.dump().users).toHaveLength(1)
  })

  test('leaves the password as it is', async () => {
    const sub = await start()
    link(sub)
    await signInByAcme()

    const answer = backAtApp(await signInByPage(grace.email))

    expect(answer['code']).toBeDefined()
  })

  test('through a client that may not write a mapped attribute is refused', async () => {
    const sub = await start({ web: { WriteAttributes: ['email'] } })
    link(sub)

    const answer = backAtApp(await signInByAcme())

    expect(answer['error_description']).toBe('A client attempted to write unauthorized attribute')
  })

  test('of a user who was deleted makes a new user', async () => {
    const sub = await start()
    link(sub)
    await harness.sdk.adminDeleteUser({ UserPoolId: poolId, Username: grace.email })

    await signInByAcme()

    expect(harness.pool.dump().users).toMatchObject([{ status: 'EXTERNAL_PROVIDER' }])
  })

  test('whose new address is another user’s is refused', async () => {
    const sub = await start()
    await enroll(email)
    link(sub)
    federation.acme.setPerson({ ...grace, email })

    const answer = backAtApp(await signInByAcme())

    expect(answer['error_description']).toBe('An account with the given email already exists.')
  })
})

describe('a first sign-in whose pre sign-up trigger links the identity', () => {
  async function startLinking(options: FederationOptions = {}): Promise<string> {
    const sub = await start({ pool: { ...emailPool, LambdaConfig: everyTrigger }, ...options })
    harness.functions.set(arns.preSignUp, (event) => {
      link(sub)
      return echo(event)
    })
    harness.events.length = 0
    return sub
  }

  test('fails as users report, and the second sign-in succeeds', async () => {
    const sub = await startLinking()

    const { location = '' } = await signInByAcme()
    const second = backAtApp(await signInByAcme())
    const { body } = await exchange(second['code'] ?? '')

    expect(new URL(location).search).toBe(
      `?error_description=Already+found+an+entry+for+username+Acme_${grace.sub}&state=a-state&error=invalid_request`,
    )
    expect(claimsOf(body['id_token'])['sub']).toBe(sub)
    expect(sources()).toEqual(['PreSignUp_ExternalProvider', 'TokenGeneration_HostedAuth'])
  })

  test('succeeds at once where that is switched on', async () => {
    const sub = await startLinking({ managedLogin: { linkingSignIn: 'succeeds' } })

    const { code = '' } = backAtApp(await signInByAcme())
    const { body } = await exchange(code)

    expect(claimsOf(body['id_token'])['sub']).toBe(sub)
    expect(sources()).toEqual(['PreSignUp_ExternalProvider', 'TokenGeneration_HostedAuth'])
  })
})

describe('the links of identities', () => {
  const identity = {
    providerName: 'Acme',
    providerType: 'OIDC',
    attributeName: 'Cognito_Subject',
    value: '1',
    isPrimary: false,
    createdAtMs: 0,
  }

  test('find by provider, whatever its case, and exact subject', () => {
    const links = createLinkedIdentities()
    links.link('a', identity)

    const found = [
      links.find('Acme', new Map([['sub', '1']])),
      links.find('ACME', new Map([['sub', '1']])),
      links.find('Other', new Map([['sub', '1']])),
      links.find('Acme', new Map([['sub', '2']])),
      links.find('Acme', new Map()),
    ]

    expect(found).toEqual(['a', 'a', undefined, undefined, undefined])
  })

  test('belong to one user at a time, and end by unlinking', () => {
    const links = createLinkedIdentities()
    links.link('a', identity)
    links.link('b', identity)
    links.link('b', { ...identity, value: '2' })

    const before = [links.of('a').length, links.of('b').length]
    const unlinked = [links.unlink(identity), links.unlink(identity)]

    expect(before).toEqual([0, 2])
    expect(unlinked).toEqual(['b', undefined])
    expect(links.of('b')).toEqual([{ ...identity, value: '2' }])
  })
})
