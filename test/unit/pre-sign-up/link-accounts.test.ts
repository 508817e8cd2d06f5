import { describe, expect, test } from 'vitest'
import type { DirectoryUser, LinkingDirectory } from '../../../triggers/ports/user-directory.ts'
import { confirmAndVerify } from '../../../triggers/pre-sign-up/rules/confirm-and-verify.ts'
import { linkAccounts, type LinkAccountsOptions } from '../../../triggers/pre-sign-up/rules/link-accounts.ts'
import type { PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { createPreSignUp, type SignUp } from '../../../triggers/testing/pre-sign-up.ts'

const jane: DirectoryUser = {
  userName: 'native-jane',
  status: 'CONFIRMED',
  isEnabled: true,
  email: 'jane@example.com',
  isEmailVerified: true,
  identities: [],
}

interface FakeDirectory extends LinkingDirectory {
  readonly lookups: string[]
  readonly links: Parameters<LinkingDirectory['linkIdentity']>[0][]
}

function createDirectory(
  users: readonly DirectoryUser[],
  answer: 'linked' | 'already-linked' | 'refused' | 'failed' = 'linked',
): FakeDirectory {
  const lookups: string[] = []
  const links: FakeDirectory['links'] = []
  return {
    name: 'user-pool',
    lookups,
    links,
    async findUsersByEmail(_, email) {
      lookups.push(email)
      return users
    },
    async linkIdentity(link) {
      links.push(link)
      return answer
    },
  }
}

const strict = {
  providersThatVerifyEmail: ['Google'],
  whenNobodyHasTheAddress: 'leave-alone',
  whenNotSafe: 'refuse',
  onFailure: 'refuse',
} as const

const firstSignIn: SignUp = {
  source: 'PreSignUp_ExternalProvider',
  userName: 'google_1029',
  attributes: { email: 'jane@example.com', email_verified: 'true' },
}

async function run(
  directory: FakeDirectory,
  options: Partial<LinkAccountsOptions> = {},
  question: SignUp = {},
): Promise<string> {
  const { ask } = createPreSignUp([linkAccounts({ directory, ...strict, ...options })])
  return (await ask({ ...firstSignIn, ...question })).verdict
}

describe('a first sign-in by a provider that verifies e-mail', () => {
  test('is linked to the one native user with the address, and asked to come again', async () => {
    const directory = createDirectory([jane])

    expect(await run(directory)).toBe('linked_try_again')
    expect(directory.lookups).toEqual(['jane@example.com'])
    expect(directory.links).toEqual([
      {
        userPoolId: 'eu-west-1_Example01',
        userName: 'native-jane',
        identity: { provider: 'Google', userId: '1029' },
      },
    ])
  })

  test('is linked in another letter case, past federated users and users of other addresses', async () => {
    const directory = createDirectory([
      { ...jane, userName: 'Okta_1', status: 'EXTERNAL_PROVIDER' },
      { ...jane, userName: 'other', email: 'jane+x@example.com' },
      { ...jane, userName: 'none', email: undefined },
      { ...jane, email: 'JANE@Example.com' },
    ])

    expect(await run(directory)).toBe('linked_try_again')
    expect(directory.links.map(({ userName }) => userName)).toEqual(['native-jane'])
  })

  test.each(['True', 'TRUE', true])('is linked when the provider says %j', async (email_verified) => {
    const attributes = { email: 'jane@example.com', email_verified }

    expect(await run(createDirectory([jane]), {}, { attributes })).toBe('linked_try_again')
  })

  test('that is linked already is asked to come again without a further link', async () => {
    const identities = [{ provider: 'GOOGLE', userId: '1029' }]
    const directory = createDirectory([{ ...jane, identities }])

    expect(await run(directory)).toBe('linked_try_again')
    expect(directory.links).toEqual([])
  })

  test.each([
    [{ provider: 'Google', userId: '1030' }, 'another id'],
    [{ provider: 'Okta', userId: '1029' }, 'another provider'],
  ])('is linked beside %j: %s', async (identity) => {
    const directory = createDirectory([{ ...jane, identities: [identity] }])

    expect(await run(directory)).toBe('linked_try_again')
    expect(directory.links).toHaveLength(1)
  })

  test.each([
    ['linked', 'linked_try_again'],
    ['already-linked', 'linked_try_again'],
    ['refused', 'link_not_possible'],
    ['failed', 'link_not_possible'],
  ] as const)('whose link is answered %s ends in %s', async (answer, expected) => {
    expect(await run(createDirectory([jane], answer))).toBe(expected)
  })
})

test('a link that fails for a fault of the pool is a failed step', async () => {
  const { ask } = createPreSignUp([linkAccounts({ directory: createDirectory([jane], 'failed'), ...strict })])

  expect((await ask(firstSignIn)).report['steps']).toContainEqual(
    expect.objectContaining({ name: 'link-identity', outcome: 'failed' }),
  )
})

describe('a subject with letters', () => {
  const userName = 'google_00uabcd'
  const subjectAttribute = 'custom:subject'
  const withSubject = (subject: string): SignUp => ({
    userName,
    attributes: { ...firstSignIn.attributes, 'custom:subject': subject },
  })

  test('is taken from its attribute as the provider writes it', async () => {
    const directory = createDirectory([jane])

    expect(await run(directory, { subjectAttribute }, withSubject('00uAbCd'))).toBe('linked_try_again')
    expect(directory.links.map(({ identity }) => identity.userId)).toEqual(['00uAbCd'])
  })

  test.each<[string, Partial<LinkAccountsOptions>, SignUp]>([
    ['no attribute is declared', {}, { userName }],
    ['the attribute is absent', { subjectAttribute }, { userName }],
    ['the attribute is of somebody else', { subjectAttribute }, withSubject('00uXyz')],
  ])('is not linked when %s, and the report says why', async (_, options, question) => {
    const directory = createDirectory([jane])
    const { ask } = createPreSignUp([linkAccounts({ directory, ...strict, ...options })])
    const { verdict, report } = await ask({ ...firstSignIn, ...question })

    expect(verdict).toBe('link_not_possible')
    expect(report['cause']).toBe('subject_case_unknown')
    expect(directory.links).toEqual([])
  })

  test.each([
    ['has none', '1029', undefined],
    ['has none, and the attribute is of another provider', '1029', '00uXyz'],
    ['has none, and the attribute is empty', '1029-7.3', ''],
    ['has letters without case', '用户7', undefined],
    ['has an upper-case one, which no pool makes', '00uAbCd', undefined],
  ])('that %s is linked without its attribute', async (_, subject, told) => {
    const directory = createDirectory([jane])
    const own = told === undefined ? {} : { 'custom:subject': told }
    const question = { userName: `google_${subject}`, attributes: { ...firstSignIn.attributes, ...own } }

    expect(await run(directory, { subjectAttribute }, question)).toBe('linked_try_again')
    expect(await run(directory, {}, question)).toBe('linked_try_again')
    expect(directory.links.map(({ identity }) => identity.userId)).toEqual([subject, subject])
  })

  test('that is linked in another letter case is not linked again', async () => {
    const identities = [{ provider: 'Google', userId: '00uAbCd' }]
    const directory = createDirectory([{ ...jane, identities }])

    expect(await run(directory, {}, { userName })).toBe('linked_try_again')
    expect(directory.links).toEqual([])
  })
})

test('an invited user is linked where that is declared', async () => {
  const directory = createDirectory([{ ...jane, status: 'FORCE_CHANGE_PASSWORD' }])

  expect(await run(directory, { linkInvitedUsers: true })).toBe('linked_try_again')
})

describe('nobody to link to', () => {
  test.each<[string, readonly DirectoryUser[], SignUp]>([
    ['no user has the address', [], {}],
    ['only a federated user has it', [{ ...jane, status: 'EXTERNAL_PROVIDER' }], {}],
    ['the directory answers with others', [{ ...jane, email: 'joe@example.com' }], {}],
    ['only another writing with a tag is known', [{ ...jane, email: 'jane+x@example.com' }], {}],
    ['the provider gives no address', [jane], { attributes: { email_verified: 'true' } }],
    [
      'the provider gives no valid address',
      [jane],
      { attributes: { email: 'nonsense', email_verified: 'true' } },
    ],
  ])('%s', async (_, users, question) => {
    const leave = createDirectory(users)
    const refuse = createDirectory(users)

    expect(await run(leave, {}, question)).toBe('pass')
    expect(await run(refuse, { whenNobodyHasTheAddress: 'refuse' }, question)).toBe('link_not_possible')
    expect([...leave.links, ...refuse.links]).toEqual([])
  })

  test('an address that is none is not looked up', async () => {
    const directory = createDirectory([jane])

    await run(directory, {}, { attributes: { email: 'a" or email ^= "' } })

    expect(directory.lookups).toEqual([])
  })
})

/** Somebody who signed up with the address of Jane, and could not prove it. */
const squatter: DirectoryUser = {
  ...jane,
  userName: 'squatter',
  status: 'UNCONFIRMED',
  isEmailVerified: false,
}

describe('what is not safe', () => {
  const unverified = { attributes: { email: 'jane@example.com' } }
  const cases: readonly (readonly [string, readonly DirectoryUser[], SignUp])[] = [
    ['the provider does not say email_verified', [jane], unverified],
    ['it says false', [jane], { attributes: { email: 'jane@example.com', email_verified: 'false' } }],
    ['it says something else', [jane], { attributes: { email: 'jane@example.com', email_verified: '1' } }],
    ['the provider is not declared', [jane], { userName: 'Okta_1' }],
    ['the provider is another of the pool', [jane], { userName: 'Google_Workspace_1' }],
    ['the user name has no provider', [jane], { userName: 'jane' }],
    ['the user is not confirmed', [{ ...jane, status: 'UNCONFIRMED' }], {}],
    ['the user has a temporary password', [{ ...jane, status: 'FORCE_CHANGE_PASSWORD' }], {}],
    ['the user is disabled', [{ ...jane, isEnabled: false }], {}],
    ['the user has not verified the address', [{ ...jane, isEmailVerified: false }], {}],
    ['two native users have it', [jane, { ...jane, userName: 'second' }], {}],
    ['only squatters have it', [squatter, { ...squatter, userName: 'another' }], {}],
  ]
  const otherProviders = ['Google_Workspace', 'Okta']

  test('a user who signed up with the address without a proof does not block the link', async () => {
    const directory = createDirectory([squatter, jane, { ...squatter, userName: 'another' }])

    expect(await run(directory, { otherProviders }, {})).toBe('linked_try_again')
    expect(directory.links).toMatchObject([{ userName: jane.userName }])
  })

  test.each(cases)('%s', async (_, users, question) => {
    const refuse = createDirectory(users)
    const leave = createDirectory(users)

    expect(await run(refuse, { otherProviders }, question)).toBe('link_not_possible')
    expect(await run(leave, { otherProviders, whenNotSafe: 'leave-alone' }, question)).toBe('pass')
    expect([...refuse.links, ...leave.links]).toEqual([])
  })

  test('the opt-out waives the provider’s word, and nothing else', async () => {
    const optOut = {
      otherProviders,
      linkEvenIfProviderDoesNotVerifyEmail: 'account takeover is possible',
    } as const
    const verdicts = await Promise.all(
      cases.map(async ([name, users, question]) => {
        const directory = createDirectory(users)
        return [name, await run(directory, optOut, question), directory.links.length] as const
      }),
    )

    expect(verdicts.filter(([, , links]) => links > 0).map(([name]) => name)).toEqual([
      'the provider does not say email_verified',
      'it says false',
      'it says something else',
    ])
    expect(
      verdicts.filter(([, , links]) => links === 0).every(([, verdict]) => verdict === 'link_not_possible'),
    ).toBe(true)
  })
})

test.each(['PreSignUp_SignUp', 'PreSignUp_AdminCreateUser'] as const)('%s is passed by', async (source) => {
  const directory = createDirectory([jane])

  expect(await run(directory, {}, { source })).toBe('pass')
  expect(directory.lookups).toEqual([])
})

test('nothing is linked for a sign-in that another rule refuses', async () => {
  const directory = createDirectory([jane])
  const texts = { en: 'no', de: 'no', fr: 'no', es: 'no', pt: 'no', ja: 'no' }
  const refuse: PreSignUpRule = {
    name: 'refuse',
    sources: ['PreSignUp_ExternalProvider'],
    fact: {
      name: 'slow',
      dependency: directory,
      actions: [],
      budgetMs: 100,
      attempts: 1,
      onFailure: { kind: 'use', value: 1 },
      run: async () => 1,
    },
    decide: () => ({ kind: 'deny', denial: { code: 'no', texts, reason: '' } }),
  }
  const { ask } = createPreSignUp([linkAccounts({ directory, ...strict }), refuse])

  expect((await ask(firstSignIn)).verdict).toBe('no')
  expect(directory.links).toEqual([])
})

test.each<[Partial<LinkAccountsOptions>, string]>([
  [{ providersThatVerifyEmail: [] }, 'linkAccounts: providersThatVerifyEmail is empty'],
  [{ otherProviders: ['google'] }, "linkAccounts: the provider 'google' is named twice"],
])('%j is refused', (options, message) => {
  const make = (): unknown => linkAccounts({ directory: createDirectory([]), ...strict, ...options })

  expect(make).toThrow(TypeError)
  expect(make).toThrow(message)
})

test.each([
  ['anyone may claim any address of the trusted domains', 'the first verifies unproven addresses'],
  ['where-proven', undefined],
  [undefined, undefined],
] as const)('beside domains whose addresses are verified by %j it is refused: %j', (email, refusal) => {
  const verifying = confirmAndVerify({
    trust: { domains: ['example.com'] },
    ...(email === undefined ? {} : { email }),
  })
  const linking = linkAccounts({ directory: createDirectory([]), ...strict })

  const define = () => definePreSignUp({ rules: [verifying, linking] })

  if (refusal === undefined) expect(define).not.toThrow()
  else expect(define).toThrow(refusal)
})
