/** Starts the page: takes the token, draws what is there, and keeps it up to date. */
import { connectApi, type ConsoleApi, ConsoleRefusal, takeToken } from './api.ts'
import { connectCognito } from './cognito.ts'
import { drawFacts, find } from './dom.ts'
import { startFaultPanel } from './fault-panel.ts'
import { startJourney } from './journey.ts'
import { showEdit } from './live-note.ts'
import { startMailPanel } from './mail-panel.ts'
import { startTimeLine } from './time-line.ts'
import type { StackView } from '../views.ts'

const reconnectMs = 2_000

const start = async (token: string) => {
  const api = connectApi(token)
  const stack = await api.stack()
  showStack(stack)
  const journey = startJourney(stack, connectCognito(stack.cognitoEndpoint))
  const panels = {
    timeLine: startTimeLine(stack),
    faults: startFaultPanel(api),
    mail: startMailPanel((message) => journey.useCode(message)),
    journey,
  }
  await follow(api, stack, panels)
}

interface Panels {
  readonly timeLine: ReturnType<typeof startTimeLine>
  readonly faults: ReturnType<typeof startFaultPanel>
  readonly mail: ReturnType<typeof startMailPanel>
  readonly journey: ReturnType<typeof startJourney>
}

/** Follows the events while the token holds; after each break everything is read anew. */
const follow = async (api: ConsoleApi, stack: StackView, panels: Panels): Promise<void> => {
  for (;;) {
    try {
      for await (const event of api.events()) {
        switch (event.name) {
          case 'ready':
            // A restart may have brought another client or pool.
            if (JSON.stringify(await api.stack()) !== JSON.stringify(stack)) return location.reload()
            showConnection('live')
            await readAll(api, panels)
            break
          case 'invocation':
            panels.timeLine.add(event.data)
            break
          case 'hop':
            panels.timeLine.addHop(event.data)
            break
          case 'mail':
            panels.mail.add(event.data)
            panels.journey.offerCode(event.data)
            break
          case 'faults':
            panels.faults.show(event.data)
            break
          case 'live':
            showEdit(event.data)
            break
        }
      }
    } catch (cause) {
      if (cause instanceof ConsoleRefusal) {
        showConnection('off')
        return showNotice(explain(cause))
      }
    }
    showConnection('waiting')
    await new Promise((resolve) => setTimeout(resolve, reconnectMs))
  }
}

const readAll = async (api: ConsoleApi, panels: Panels) => {
  const [calls, hops, mail, faults, edit] = await Promise.all([
    api.invocations(),
    api.hops(),
    api.mail(),
    api.faults(),
    api.edit(),
  ])
  showEdit(edit)
  panels.timeLine.replace(calls, hops)
  panels.mail.replace(mail)
  panels.faults.show(faults)
}

const showStack = (stack: StackView) => {
  const facts = drawFacts([
    ['Region', stack.region],
    ['User pool', stack.userPoolId],
    ['Client', stack.clientId],
    ['Endpoint', stack.cognitoEndpoint],
  ])
  find('stack-facts', HTMLDListElement).append(...facts)
}

const connections = { live: 'live', waiting: 'connecting', off: 'not connected' } as const

const showConnection = (state: keyof typeof connections) => {
  const line = find('connection', HTMLParagraphElement)
  line.dataset['state'] = state
  line.textContent = connections[state]
}

const showNotice = (text: string) => {
  const notice = find('notice', HTMLParagraphElement)
  notice.textContent = text
  notice.hidden = false
}

const explain = (refusal: ConsoleRefusal) =>
  refusal.status === 401
    ? 'This tab holds a token of another folder; open the address that npm start printed last.'
    : refusal.message

// A new address in the same tab differs only behind the #, which loads nothing by itself.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) location.reload()
})

const token = takeToken()
if (token === null) {
  showConnection('off')
  showNotice('Open this page by the address that npm start printed; the token is also in .local/stack.json.')
} else {
  start(token).catch((cause: unknown) => {
    showConnection('off')
    showNotice(
      cause instanceof ConsoleRefusal
        ? explain(cause)
        : 'The console does not answer; start it with npm start.',
    )
  })
}
