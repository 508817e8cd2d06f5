/** Walks through the built site in Chromium: every page opens without a complaint, the search finds, the live rules answer,
 * and no request leaves this machine. `node scripts/check-site.ts FOLDER` also puts pictures there. */
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../test/browser/chromium.ts'
import { serveSite } from './serve-site.ts'

const out = join(import.meta.dirname, '../dist-site')
if (!existsSync(join(out, 'index.html'))) throw new Error('There is no site: run npm run site first.')

const [pictures] = process.argv.slice(2)
const complaints: string[] = []
const site = await serveSite(out)
const browser = await launchBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url) && !request.url().startsWith('data:'))
      complain(`asks ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) complain(`${response.status()} for ${response.url()}`)
  })
  page.on('pageerror', (error) => complain(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complain(message.text())
  })
  const files = globSync('**/*.html', { cwd: out, exclude: ['404.html'] }).sort()
  for (const file of files) await visit(page, file)
  await search(page)
  await judge(page)
  process.stdout.write(`${files.length} pages, ${complaints.length} complaints\n`)
} finally {
  await browser.close()
  await site.close()
}
if (complaints.length > 0) {
  process.stderr.write(`${complaints.join('\n')}\n`)
  process.exitCode = 1
}

function complain(text: string): void {
  complaints.push(text)
}

async function visit(page: Page, file: string): Promise<void> {
  await page.goto(`${site.url}${file}`)
  const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
  if (isWide === true) complain(`${file} is wider than the window`)
  if (pictures !== undefined)
    await page.screenshot({ path: join(pictures, `${file.replaceAll('/', '-')}.png`), fullPage: true })
}

async function search(page: Page): Promise<void> {
  await page.goto(site.url, { waitUntil: 'networkidle' })
  await page.keyboard.press('Control+k')
  await page.locator('#localsearch-input').fill('captcha')
  const found = page.locator('.results a').first()
  await found.waitFor({ timeout: 60_000 }).catch(() => complain('the search finds no captcha'))
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'search.png') })
}

async function judge(page: Page): Promise<void> {
  await page.goto(`${site.url}recipes/pre-sign-up/email-domains.html`, { waitUntil: 'networkidle' })
  const verdict = page.locator('live-explain output')
  const before = await verdict.textContent()
  await page
    .getByRole('textbox', { name: 'Sign-up' })
    .fill('{ "userAttributes": { "email": "jane@example.com" } }')
  const after = await verdict.textContent()
  if (before?.startsWith('⊘') !== true || after?.startsWith('✓') !== true)
    complain(`the live rule says ${before}, then ${after}`)
}
