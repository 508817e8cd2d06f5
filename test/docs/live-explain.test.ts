/** The page part that judges an edited example: what it says, what is in it, and that it begins with what the recipe shows. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { bundleLiveExplain } from '../../scripts/live-explain.ts'
import { examples } from '../../site/live-explain/examples.ts'
import { judge } from '../../site/live-explain/judge.ts'

const root = join(import.meta.dirname, '../..')
const nowMs = Date.UTC(2026, 10, 29)
const ask = (rule: string, options: unknown, signUp: unknown) =>
  judge(rule, JSON.stringify(options), JSON.stringify(signUp), nowMs)

describe.each(Object.entries(examples))('the example of %s', (name, { options, signUp }) => {
  test('has the options of the first block of its recipe', async () => {
    const recipe = await readFile(join(root, `docs/recipes/pre-sign-up/${name}.md`), 'utf8')

    expect(recipe).toContain(`<live-explain rule="${name}"></live-explain>`)
    expect(options).toEqual(readOptions(recipe))
  })

  test('is refused, with the text that the person reads', () => {
    const { kind, text } = ask(name, options, signUp)

    expect(kind).toBe('deny')
    expect(text).toMatch(/^\[\w+\] \S/)
  })
})

/** The call in the recipe, without its imports, gives its options. A pattern is given as text here. */
function readOptions(recipe: string): unknown {
  const block = /```ts\n(.*?)```/s.exec(recipe)?.[1] ?? ''
  const code = block.replaceAll(/^import .*$/gm, '').trim()
  const called: unknown[] = []
  const rules = ['emailDomains', 'attributes', 'callers']
  const call = (options: unknown): number => called.push(options)
  runInNewContext(code, Object.fromEntries(rules.map((rule) => [rule, call])))
  return JSON.parse(
    JSON.stringify(called[0], (_, value: unknown) =>
      Object.prototype.toString.call(value) === '[object RegExp]' ? String(value) : value,
    ),
  )
}

describe('a live explanation', () => {
  test('lets in whom the rule lets in', () => {
    const { kind } = ask(
      'email-domains',
      { deny: ['blocked.example'] },
      { userAttributes: { email: 'a@b.example' } },
    )

    expect(kind).toBe('pass')
  })

  test('speaks the language of the person', () => {
    const signUp = { userAttributes: { email: 'a@blocked.example', locale: 'de-AT' } }

    expect(ask('email-domains', { deny: ['blocked.example'] }, signUp).text).toContain('Diese E-Mail-Domain')
  })

  test('says for whom the rule does not speak', () => {
    const signUp = { triggerSource: 'PreSignUp_AdminCreateUser', userAttributes: {} }

    expect(ask('email-domains', { deny: ['blocked.example'] }, signUp).text).toContain(
      'PreSignUp_AdminCreateUser',
    )
  })

  test.each([
    ['email-domains', '{', '{}', 'The options cannot be read as JSON'],
    ['email-domains', '{ "denyy": ["a.example"] }', '{}', 'deny'],
    ['email-domains', '{ "deny": ["a.example"] }', '[]', 'The sign-up is no JSON object'],
    ['email-domains', '{ "deny": ["a.example"] }', '{ "triggerSource": 7 }', 'triggerSource'],
    ['attributes', '{ "check": { "name": { "pattern": "/^(a+)+$/" } } }', '{}', 'pattern'],
    ['attributes', '{ "check": { "name": { "pattern": "/(/" } } }', '{}', 'cannot be read'],
    ['constructor', '{}', '{}', 'There is no rule'],
  ])('of %s with %s and %s names the mistake', (rule, options, signUp, part) => {
    const { kind, text } = judge(rule, options, signUp, nowMs)

    expect([kind, text]).toEqual(['mistake', expect.stringContaining(part)])
  })
})

test('the page part has under 40 KB, imports nothing and asks nothing of Node', async () => {
  const code = await bundleLiveExplain()

  expect(Buffer.byteLength(code)).toBeLessThan(40 * 1_024)
  expect(code).not.toMatch(/\bimport\b|\brequire\(|node:/)
})
