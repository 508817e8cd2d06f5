/** A console in front of a fake user pool: enough of a stack for the page. */
import { createInvocationLog } from '../../local/console/invocation-log.ts'
import { startConsole } from '../../local/console/server.ts'
import type { HopView } from '../../local/console/views.ts'
import { keepLatest } from '../../local/latest.ts'
import type { Fault } from '../../local/faults/fault.ts'
import { createLiveLog } from '../../local/live/live-view.ts'
import { createMailbox } from '../../local/stand-ins/mailbox.ts'
import { startFakeCognito } from '../support/fake-cognito.ts'

/** Starts both; the address carries the token as the one that `npm start` prints. */
export const startFakeStack = async (now: () => number) => {
  const mailbox = createMailbox()
  const log = createInvocationLog()
  const live = createLiveLog()
  const hops = keepLatest<HopView>()
  const faults = new Map<string, Fault | null>([
    ['table', null],
    ['user-pool', null],
  ])
  const cognito = await startFakeCognito({ mailbox, record: (view) => log.add(view), now })
  const running = await startConsole({
    port: 0,
    token: 'page-token',
    stack: () => ({
      region: 'eu-west-1',
      cognitoEndpoint: cognito.endpoint,
      userPoolId: 'eu-west-1_fake',
      clientId: 'public',
      functions: { 'pre-sign-up': 'pre-sign-up', 'post-confirmation': 'post-confirmation' },
      limits: {
        triggerMs: 5000,
        attempts: 3,
        functionTimeoutMs: { 'pre-sign-up': 4500, 'post-confirmation': 4500, 'pre-token-generation': 4500 },
      },
      locales: ['en', 'de', 'fr'],
    }),
    mailbox,
    faults: { get: () => Object.fromEntries(faults), set: (name, fault) => void faults.set(name, fault) },
    invocations: () => log.list(),
    onInvocation: (listener) => log.onInvocation(listener),
    hops,
    live,
  })
  return {
    consoleUrl: running.url,
    openUrl: `${running.url}/#token=page-token`,
    faults,
    hops,
    live,
    close: async () => {
      await running.close()
      await cognito.close()
    },
  }
}
