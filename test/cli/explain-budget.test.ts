import { describe, expect, test } from 'vitest'
import { type Ran, runInside } from './cli-process.ts'
import { expectGolden } from './golden.ts'
import { suiteFile } from './suites/file.ts'

describe('explain of tokens over their budget', () => {
  const budget = (name: 'denies' | 'trims', ...args: readonly string[]): Promise<Ran> =>
    runInside(['explain', 'token', '--suite', suiteFile(name), ...args])
  const explained = async (...args: Parameters<typeof budget>) =>
    JSON.parse((await budget(...args, '--json')).stdout)
  const profile = ['--set', `request.userAttributes.name=${'x'.repeat(2_048)}`]
  /** Estimates of whole tokens. Their digits belong to other tests. */
  const withoutEstimates = (ran: Ran): Ran => ({
    ...ran,
    stdout: ran.stdout
      .replaceAll(/^ {2}\w+TokenBytes: \d+\n/gm, '')
      .replaceAll(/[\d,]+(?= bytes, over)|(?<=trimmed to )[\d,]+/g, '<bytes>'),
  })

  test('when they are trimmed, show what is cut with its source, and what the budget adds', async () => {
    const ran = await budget('trims')

    await expectGolden('explain-token-trimmed', withoutEstimates(ran))
    const { decision, members, tokens } = await explained('trims')
    expect(decision.kind).toBe('allow')
    expect(members[1].said.claims).toEqual(['big'])
    expect(tokens.totals).toMatchObject([{ fate: 'trimmed' }, { fate: 'fits' }])
    expect(tokens.totals[0].fittedBytes).toBeLessThanOrEqual(4_096)
    expect(tokens.totals[0].tokenBytes).toBeGreaterThan(5_333)
    expect(tokens.rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'big',
          from: 'big-claim',
          bytes: 4_009,
          priority: 40,
          isCut: true,
        }),
        expect.objectContaining({ name: 'plan', from: 'fixed-claims', priority: 90, isCut: false }),
        expect.objectContaining({ token: 'id', name: 'roles', priority: 'kept', isCut: false }),
        expect.objectContaining({ name: 'claims_truncated', from: 'size budget', isCut: false }),
        expect.objectContaining({ kind: 'attribute', name: 'name', from: 'cognito', isCut: false }),
      ]),
    )
    const groups = tokens.rows.filter(({ kind }: { readonly kind: string }) => kind === 'groups')
    expect(groups).toMatchObject([
      { token: 'id', value: ['members', 'everyone'], from: 'everyone', bytes: 60 },
      { token: 'access', value: ['members', 'everyone'], from: 'everyone', bytes: 41 },
    ])
    // The 4,009 bytes of `big` are not in the token.
    expect(tokens.totals[0].bytes).toBe(19 + 14 + 24 + 60)
  })

  test('when they are denied, have the same table, and say that the budget denied', async () => {
    const ran = await budget('denies')

    await expectGolden('explain-token-denied', withoutEstimates(ran))
    const { decision, members, tokens } = await explained('denies')
    expect(decision).toMatchObject({ kind: 'deny', code: 'token_too_large', by: 'size' })
    expect(members.map(({ said }: { readonly said: { readonly kind: string } }) => said.kind)).toEqual([
      'allow',
      'allow',
    ])
    expect(tokens.totals).toMatchObject([{ fate: 'denied', bytes: 19 + 14 + 4_009 }, { fate: 'fits' }])
    expect(tokens.rows).toContainEqual(
      expect.objectContaining({ name: 'big', from: 'big-claim', priority: 40, isCut: true }),
    )
  })

  test('show the attributes that go first', async () => {
    const { tokens } = await explained('trims', ...profile)

    expect(tokens.rows).toContainEqual(
      expect.objectContaining({ kind: 'attribute', name: 'name', priority: -1, isCut: true }),
    )
  })

  test('and stay so, say how far they come', async () => {
    const identities = ['--set', `request.userAttributes.identities=${'x'.repeat(4_000)}`]

    const { tokens } = await explained('trims', ...identities)

    const [{ fate, fittedBytes, budgetBytes }] = tokens.totals
    expect([fate, budgetBytes]).toEqual(['still over', 4_096])
    expect(fittedBytes).toBeGreaterThan(5_333)
    const { stdout } = await budget('trims', ...identities)
    const reached = fittedBytes.toLocaleString('en-US')
    expect(stdout).toContain(`over its budget of 4,096: ${reached} when all that may go is gone`)
  })

  test('of version 1 lose the groups together', async () => {
    const groups = JSON.stringify(Array.from({ length: 300 }, (_, index) => `department-${index}`))
    const event = ['--set', 'version=1', '--set', `request.groupConfiguration.groupsToOverride:=${groups}`]

    const { tokens } = await explained('trims', ...event)

    const rows = tokens.rows.filter(({ kind }: { readonly kind: string }) => kind === 'groups')
    expect(rows).toMatchObject([
      { token: 'id', isCut: true, priority: 50 },
      { token: 'access', isCut: true, priority: 50 },
    ])
  })

  test('a scope that adminScope takes away is nobody’s', async () => {
    const { tokens, members } = await explained('trims')

    const row = tokens.rows.find(({ kind }: { readonly kind: string }) => kind === 'suppressed scope')
    expect(row).toMatchObject({ name: 'aws.cognito.signin.user.admin', bytes: 0, isCut: false })
    expect(row).not.toHaveProperty('from')
    expect(members[0].said.claims).toEqual(['roles', 'plan', 'articles/read'])
  })
})
