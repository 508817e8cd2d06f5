/** What administrators may ask, who counts as one, and that asking has no effect. */
import { describe, expect, test, vi } from 'vitest'
import type { Admin } from '../../../../callers/front-door/admin.ts'
import { invitationKey, hashInvitationCode } from '../../../../triggers/domain/invitation.ts'
import type { RehearsedAnswer } from '../../../../triggers/ports/version-invoker.ts'
import { openBrowser } from './browser.ts'
import { clientId } from './fake-cognito.ts'
import { createWorld } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

const token = { authorization: 'Bearer a.b.c' }
const admin: Partial<Admin> = {
  verify: () =>
    Promise.resolve({ kind: 'verified', claims: { token_use: 'access', scope: 'openid door/admin' } }),
}
const report = { isRehearsal: true, outcome: 'allowed', steps: [], stages: [] } as const
const allowed: RehearsedAnswer = {
  functionError: undefined,
  payload: { response: {} },
  report: toReport(report),
}

function toReport(told: object): NonNullable<RehearsedAnswer['report']> {
  return JSON.parse(JSON.stringify(told))
}

function denied(errorMessage: string): RehearsedAnswer {
  return {
    functionError: 'Unhandled',
    payload: { errorType: 'Denial', errorMessage },
    report: toReport({ ...report, outcome: 'denied' }),
  }
}

describe.each(['/auth/admin/sign-up-check', '/auth/admin/invitations'])('%s', (path) => {
  test.each([
    ['without a token', {}, admin, 401, 'token_missing'],
    ['with something else', { authorization: 'Basic abc' }, admin, 401, 'token_missing'],
    [
      'with a refused token',
      token,
      { verify: () => Promise.resolve({ kind: 'refused' as const }) },
      401,
      'token_refused',
    ],
    [
      'with a token of less scope',
      token,
      {
        verify: () =>
          Promise.resolve({
            kind: 'verified' as const,
            claims: { token_use: 'access', scope: 'door/admin2 openid' },
          }),
      },
      403,
      'scope_missing',
    ],
    [
      'suspended',
      token,
      {
        verify: () =>
          Promise.resolve({
            kind: 'verified' as const,
            claims: { token_use: 'access', scope: 'door/admin', suspended: true },
          }),
      },
      403,
      'account_suspended',
    ],
    [
      'while the keys cannot be read',
      token,
      { verify: () => Promise.resolve({ kind: 'unavailable' as const }) },
      503,
      'temporarily_unavailable',
    ],
  ])('is closed to who comes %s', async (_, headers, own, status, code) => {
    const invoke = vi.fn<Admin['invoke']>()
    const world = createWorld({ admin: { ...own, invoke } })

    const refused = await openBrowser(world).post(path, {}, headers)
    expect(refused).toMatchObject({ status, body: { code } })
    if (status !== 503) expect(refused.headers['www-authenticate']).toMatch(/^Bearer/)
    expect(refused.text).not.toContain('Bearer')
    expect(invoke).not.toHaveBeenCalled()
    expect(world.table.items.size).toBe(0)
  })
})

describe('may this address sign up', () => {
  const ask = (answer: RehearsedAnswer | Error, body: object = { attributes: { email: 'a@b.example' } }) => {
    const invoke = vi.fn<Admin['invoke']>(() =>
      answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
    )
    const world = createWorld({ admin: { ...admin, invoke } })
    return { world, invoke, asked: openBrowser(world).post('/auth/admin/sign-up-check', body, token) }
  }

  test('yes, by the rules of a real sign-up, and nothing is kept', async () => {
    const { world, invoke, asked } = ask(allowed, {
      attributes: { email: 'a@b.example' },
      metadata: { invitation: 'code' },
      locale: 'de',
    })

    expect(await asked).toMatchObject({ status: 200, body: { isAllowed: true } })
    expect(invoke).toHaveBeenCalledWith(
      'arn:aws:lambda:eu-west-1:111122223333:function:pre-sign-up:live',
      expect.objectContaining({
        triggerSource: 'PreSignUp_SignUp',
        callerContext: expect.objectContaining({ clientId }),
        request: {
          userAttributes: { email: 'a@b.example' },
          validationData: null,
          clientMetadata: { invitation: 'code', locale: 'de' },
        },
      }),
    )
    expect(world.pool.operations).toEqual([])
    expect(world.table.items.size).toBe(0)
  })

  test('no, with the denial that the person would see', async () => {
    const { asked } = ask(denied('[email_domain_not_allowed] Bitte nimm eine andere Adresse'), {
      attributes: { email: 'a@b.example' },
      locale: 'de',
    })

    expect(await asked).toMatchObject({
      status: 200,
      body: {
        isAllowed: false,
        code: 'email_domain_not_allowed',
        detail: 'Bitte nimm eine andere Adresse',
        field: 'email',
        language: 'de',
      },
    })
  })

  test.each([
    ['does not answer', new Error('a@b.example')],
    ['knows no rehearsal', { ...allowed, report: toReport({ ...report, isRehearsal: false }) }],
    ['wrote no report', { ...allowed, report: undefined }],
    [
      'has a defect',
      { ...denied('[temporarily_unavailable] x'), report: toReport({ ...report, outcome: 'failed' }) },
    ],
    ['crashed', { functionError: 'Unhandled', payload: { errorType: 'Error' }, report: toReport(report) }],
  ])('is left open by a function that %s', async (_, answer) => {
    const { world, asked } = ask(answer)

    expect(await asked).toMatchObject({ status: 503, body: { code: 'temporarily_unavailable' } })
    expect(world.lines.join()).not.toContain('a@b.example')
  })
})

describe('an invitation', () => {
  test('is written under its hash, and grants nothing but the sign-up', async () => {
    const world = createWorld({ admin })

    const made = await openBrowser(world).post(
      '/auth/admin/invitations',
      { email: 'joe@example.com', uses: 2, days: 3 },
      token,
    )

    const code = String(made.body['code'])
    const { pk } = invitationKey(hashInvitationCode('eu-west-1_Pool', code))
    const [item] = [...world.table.items.values()]
    expect(made).toMatchObject({ status: 200, body: { uses: 2 } })
    expect(item).toMatchObject({ pk: { S: pk }, usesLeft: { N: '2' }, email: { S: 'joe@example.com' } })
    expect(Object.keys(item ?? {}).sort()).toEqual(['email', 'expiresAtS', 'pk', 'sk', 'usesLeft'])
  })

  test.each([
    [{ email: 'no address' }, 'email'],
    [{ domain: 'a b' }, 'domain'],
    [{ email: 'joe@example.com', domain: 'example.com' }, 'domain'],
    [{ uses: 1_001 }, 'uses'],
    [{ days: -1 }, 'days'],
    [{ uses: 0 }, 'uses'],
    [{ days: 0 }, 'days'],
  ])('of %j is refused', async (body, field) => {
    const world = createWorld({ admin })

    expect(await openBrowser(world).post('/auth/admin/invitations', body, token)).toMatchObject({
      status: 400,
      body: { code: 'field_invalid', field },
    })
    expect(world.table.items.size).toBe(0)
  })

  test('is for anybody only where that is said', async () => {
    const world = createWorld({ admin })
    const browser = openBrowser(world)

    for (const body of [{}, { anybody: false }, { anybody: true, domain: 'example.com' }])
      expect(await browser.post('/auth/admin/invitations', body, token)).toMatchObject({ status: 400 })
    expect(world.table.items.size).toBe(0)
    expect(await browser.post('/auth/admin/invitations', { anybody: true }, token)).toMatchObject({
      status: 200,
    })
  })

  test('grants no group, not even when it is asked for', async () => {
    expect(
      await openBrowser(createWorld({ admin })).post(
        '/auth/admin/invitations',
        { groups: ['admins'] },
        token,
      ),
    ).toMatchObject({ status: 400, body: { code: 'unknown_field' } })
  })
})
