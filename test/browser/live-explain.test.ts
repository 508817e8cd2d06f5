/** A reader edits a rule on a page of the documents, and reads its verdict, in a real browser. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bundleLiveExplain } from '../../scripts/live-explain.ts'
import { serveSite } from '../../scripts/serve-site.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { launchBrowser, missingBrowser } from './chromium.ts'

if (missingBrowser !== null) process.stderr.write(`${missingBrowser}\n`)

describe.skipIf(missingBrowser !== null)('a rule on a page of the documents', () => {
  const endsWith = endAfterAll()
  const asked: string[] = []
  const complaints: string[] = []
  let url: string
  let page: Page

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'live-explain-'))
    endsWith(() => rm(folder, { recursive: true, force: true }))
    await writeFile(join(folder, 'live-explain.js'), await bundleLiveExplain())
    await writeFile(
      join(folder, 'index.html'),
      '<!doctype html><html lang="en"><title>Rule</title><link rel="icon" href="data:,"><script type="module" src="/live-explain.js"></script><live-explain rule="email-domains"></live-explain></html>',
    )
    const site = await serveSite(folder)
    endsWith(() => site.close())
    url = site.url
    const browser = await launchBrowser()
    endsWith(() => browser.close())
    page = await browser.newPage()
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname))
    page.on('pageerror', (error) => void complaints.push(error.message))
    page.on('console', (message) => void complaints.push(message.text()))
  })

  beforeEach(async () => {
    await page.goto(url)
  })

  const verdict = () => page.getByRole('status').textContent()
  const options = () => page.getByRole('textbox', { name: 'Options of the rule' })
  const signUp = () => page.getByRole('textbox', { name: 'Sign-up' })

  test('refuses the example, and lets in the person whom the reader makes of it', async () => {
    const before = await verdict()
    await signUp().fill('{ "userAttributes": { "email": "jane@sub.example.com" } }')
    const after = await verdict()

    expect(before).toMatch(/^⊘ \[email_domain_not_allowed\] \S/)
    expect(after).toMatch(/^✓/)
  })

  test('answers by the options that the reader writes', async () => {
    await options().fill('{ "deny": ["example.org"] }')

    expect(await verdict()).toMatch(/^✓/)
  })

  test('names what is wrong with the options, and shows markup as text', async () => {
    await options().fill('{ "<img src=x onerror=alert(1)>": 1 }')

    expect(await verdict()).toContain('<img')
    expect(await page.locator('img').count()).toBe(0)
  })

  test('asks no server, and complains of nothing', () => {
    expect(new Set(asked)).toEqual(new Set(['/', '/live-explain.js']))
    expect(complaints).toEqual([])
  })
})
