import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import {
  disposableDomainsFile,
  readDisposableDomains,
  renderDisposableDomains,
} from '../../../scripts/disposable-domains.ts'
import {
  disposableEmail,
  type DisposableEmailOptions,
} from '../../../triggers/pre-sign-up/rules/disposable-email.ts'
import { parsePreSignUp } from '../../../triggers/events/pre-sign-up.ts'
import { ask } from './ask.ts'
import { signUpEvent } from '../../../triggers/testing/pre-sign-up.ts'

const verdict = (email: unknown, options: DisposableEmailOptions = {}): Promise<string> =>
  ask([disposableEmail(options)], { attributes: { email } })

test('the list in the repository is that of the package', async () => {
  expect(await readFile(disposableDomainsFile, 'utf8')).toBe(renderDisposableDomains())
})

test('every domain of the package is refused, and none of its neighbours', () => {
  const rule = disposableEmail()
  const parsed = parsePreSignUp(signUpEvent({}))
  const decide = (domain: string): string => {
    if (parsed.kind !== 'event') return parsed.problem
    const event = { ...parsed.event, userAttributes: new Map([['email', `a@${domain}`]]) }
    const said = rule.decide({ event, nowMs: 0 })
    return said.kind === 'deny' ? said.denial.code : 'pass'
  }
  const domains = readDisposableDomains()
  const listed = new Set(domains)
  const isListed = (domain: string): boolean =>
    domain.split('.').some((_, index, labels) => listed.has(labels.slice(index).join('.')))
  const neighbours = domains
    .flatMap((domain) => [`x${domain}`, domain.slice(1), domain.replace('.', 'x.'), `${domain}x`])
    .filter((domain) => !isListed(domain))

  expect(domains.length).toBeGreaterThan(8_000)
  expect(domains.filter((domain) => decide(domain) !== 'email_disposable')).toEqual([])
  expect(neighbours.length).toBeGreaterThan(20_000)
  expect(neighbours.filter((domain) => decide(domain) === 'email_disposable')).toEqual([])
})

describe('an address', () => {
  test.each([
    'gmail.com',
    'googlemail.com',
    'outlook.com',
    'hotmail.com',
    'live.com',
    'yahoo.com',
    'yahoo.co.jp',
    'icloud.com',
    'privaterelay.appleid.com',
    'proton.me',
    'protonmail.com',
    'pm.me',
    'gmx.de',
    'web.de',
    't-online.de',
    'orange.fr',
    'free.fr',
    'laposte.net',
    'aol.com',
    'mail.com',
    'zoho.com',
    'fastmail.com',
    'yandex.ru',
    'mail.ru',
    'qq.com',
    '163.com',
    'naver.com',
    'docomo.ne.jp',
    'uol.com.br',
    'sapo.pt',
    'mozmail.com',
    'duck.com',
  ])('at %s is not refused', async (domain) => {
    expect(await verdict(`jane@${domain}`)).toBe('pass')
  })
})

describe('the exceptions and additions of a team', () => {
  test.each<[DisposableEmailOptions, string, string]>([
    [{ except: ['mailinator.com'] }, 'a@mailinator.com', 'pass'],
    [{ except: ['mailinator.com'] }, 'a@sub.mailinator.com', 'pass'],
    [{ except: ['team.mailinator.com'] }, 'a@team.mailinator.com', 'pass'],
    [{ except: ['team.mailinator.com'] }, 'a@mailinator.com', 'email_disposable'],
    [{ also: ['burner.example'] }, 'a@burner.example', 'email_disposable'],
    [{ also: ['burner.example'] }, 'a@x.burner.example', 'email_disposable'],
    [{ also: ['burner.example'] }, 'a@xburner.example', 'pass'],
    [{ also: ['burner.example'], except: ['burner.example'] }, 'a@burner.example', 'pass'],
  ])('%j answers %s with %s', async (options, email, expected) => {
    expect(await verdict(email, options)).toBe(expected)
  })

  test.each([
    [{ except: ['Mailinator.com'] }, 'disposableEmail: except[0] must be a lower-case ASCII host name'],
    [{ also: ['localhost'] }, 'disposableEmail: also[0] must be a lower-case ASCII host name'],
  ])('%j is refused', (options, message) => {
    expect(() => disposableEmail(options)).toThrow(TypeError)
    expect(() => disposableEmail(options)).toThrow(message)
  })
})

test.each([
  ['PreSignUp_SignUp', 'email_disposable'],
  ['PreSignUp_ExternalProvider', 'email_disposable'],
  ['PreSignUp_AdminCreateUser', 'pass'],
] as const)('%s is answered with %s by default', async (source, expected) => {
  expect(await ask([disposableEmail()], { source, attributes: { email: 'a@mailinator.com' } })).toBe(expected)
})

test.each([
  ['PreSignUp_SignUp', 'email_required'],
  ['PreSignUp_ExternalProvider', 'pass'],
] as const)('%s without an address is answered with %s', async (source, expected) => {
  expect(await ask([disposableEmail()], { source, attributes: {} })).toBe(expected)
})

test('the sources that are given are spoken for', async () => {
  const source = 'PreSignUp_AdminCreateUser'
  const attributes = { email: 'a@mailinator.com' }

  expect(await ask([disposableEmail({ sources: [source] })], { source, attributes })).toBe('email_disposable')
})
