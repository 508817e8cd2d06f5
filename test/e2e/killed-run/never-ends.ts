/** Has one of everything that tests start: a stack, sandboxes of this process, a browser. Then it waits for ever. */
import { tmpdir } from 'node:os'
import { test } from 'vitest'
import { launchBrowser, missingBrowser } from '../../browser/chromium.ts'
import { call, startFunctions } from '../../local/lambda/local-functions.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { startForReal } from '../../support/started-stack.ts'

const keep = endAfterAll()

// oxlint-disable-next-line vitest/expect-expect -- it never comes to an end, which is what it is for
test('never ends', async () => {
  await startForReal(keep)
  const local = await startFunctions({ frozen: 'export const handler = async () => process.pid' })
  keep(() => local.stop())
  await call(local.service, 'frozen')
  if (missingBrowser === null) {
    const browser = await launchBrowser()
    keep(() => browser.close())
    await browser.newPage()
  }
  process.stderr.write(`everything is started in ${tmpdir()}\n`)
  await new Promise(() => {})
})
