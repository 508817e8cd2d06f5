/** Starts the machine's own Chromium for the browser tests, which talk to loopback only. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Why there is no browser; null when a browser is found. */
export const missingBrowser = existsSync(executablePath)
  ? null
  : `The browser tests are skipped: there is no ${executablePath}; install chromium or set CHROMIUM_PATH.`

/** Launches it without a window and without background traffic. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
