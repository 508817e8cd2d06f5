/** The forms of the pages: whose are read, and what nonsense in them does. */
import { describe, expect, test } from 'vitest'
import { email, goodPassword, harness } from '../pool/pool-harness.ts'
import { openOAuth, openOAuthEnrolled, openSignInPage } from './oauth-harness.ts'
import { createVisitor, problemOf } from './visitor.ts'

describe('a form', () => {
  test('of another site is not read: no token, a wrong token, another Origin', async () => {
    await openOAuthEnrolled()
    const [visitor, page] = await openSignInPage()
    const token = /name="_csrf" value="([^"]*)"/.exec(page.html)?.[1] ?? ''
    const body = `username=${encodeURIComponent(email)}&password=${goodPassword}`

    const answers = [
      await visitor.post(page.url, body),
      await visitor.post(page.url, `${body}&_csrf=${'x'.repeat(43)}`),
      await visitor.post(page.url, `${body}&_csrf=${token}`, { origin: 'https://evil.example' }),
      await visitor.post(page.url, `${body}&_csrf=${token}`, { origin: 'null' }),
      await visitor.post(page.url, `${body}&_csrf=${token}`, { 'content-type': 'text/plain' }),
      await createVisitor().post(page.url, `${body}&_csrf=${token}`),
    ]

    expect(answers.map(({ location }) => location)).toEqual(
      answers.map(() => `${harness.pool.endpoint}/error?error=session_lost`),
    )
  })

  test('over the size limit is refused before it is read', async () => {
    await openOAuth()
    const [visitor, page] = await openSignInPage()

    const { status } = await visitor.post(page.url, `username=${'x'.repeat(1_100_000)}`)

    expect(status).toBe(413)
  })

  test('with nonsense gets a sentence and no defect', async () => {
    await openOAuth()
    const [visitor, page] = await openSignInPage()
    const names = [
      '',
      ' ',
      'a'.repeat(100_000),
      '\u0000',
      '__proto__',
      'constructor',
      '💥',
      '<b>',
      '" or ""="',
    ]

    for (const username of names) {
      const answer = await visitor.submit(page, { username, password: username })

      expect(problemOf(answer)).toBe('User does not exist.')
    }
    expect(harness.defects).toEqual([])
  })
})
