/** Switches faults per dependency on and off, and says so at the top of the page while one is on. */
import type { ConsoleApi, Faults } from './api.ts'
import { element, find } from './dom.ts'
import type { Fault, FaultKind } from '../../faults/fault.ts'

const titles: ReadonlyMap<string, string> = new Map([
  ['table', 'Table (DynamoDB)'],
  ['user-pool', 'User pool (Cognito)'],
  ['event-bus', 'Event bus (EventBridge)'],
  ['mail', 'Mail (SES)'],
  ['webhook', 'Webhook receiver'],
  ['human-check', 'Human check (captcha service)'],
])

const kinds: ReadonlyMap<FaultKind | 'off', string> = new Map([
  ['off', 'answers as usual'],
  ['latency', 'answers late'],
  ['hang', 'never answers'],
  ['drip', 'sends its answer byte by byte'],
  ['throttle', 'refuses with a throttling exception'],
  ['error', 'answers with status 500'],
  ['outage', 'resets the connection'],
])

/** Draws the switches as soon as `show` brings the dependencies. */
export const startFaultPanel = (api: ConsoleApi) => {
  const switches = find('fault-switches', HTMLDivElement)
  const problem = find('faults-error', HTMLParagraphElement)
  const banner = find('fault-banner', HTMLDivElement)
  const shown = new Map<string, ReturnType<typeof drawSwitch>>()

  const apply = async (change: Promise<unknown>) => {
    problem.textContent = ''
    await change.catch((cause: unknown) => {
      problem.textContent = cause instanceof Error ? cause.message : 'The console does not answer.'
    })
  }

  return {
    show: (faults: Faults) => {
      for (const [name, fault] of Object.entries(faults)) {
        const existing = shown.get(name) ?? drawSwitch(name, (chosen) => apply(api.putFault(name, chosen)))
        if (!shown.has(name)) switches.append(existing.fieldset)
        shown.set(name, existing)
        existing.show(fault)
      }
      showBanner(banner, faults, () => apply(api.clearFaults()))
    },
  }
}

const drawSwitch = (name: string, choose: (fault: Fault | null) => Promise<void>) => {
  const radios = new Map<FaultKind | 'off', HTMLInputElement>()
  const wait = numberInput(`${name}-wait`, 0, 600_000, 300)
  const rate = numberInput(`${name}-rate`, 0, 100, 100)
  const meaning = element('p', { class: 'hint', id: `${name}-meaning` })
  const waitLabel = element('label', { for: wait.id, class: 'amount' }, 'wait ', wait, ' ms')
  const rateLabel = element('label', { for: rate.id, class: 'amount' }, 'hits ', rate, ' % of requests')

  const read = (): Fault | null => {
    const [kind = 'off'] = [...radios].find(([, radio]) => radio.checked) ?? []
    const share = rate.valueAsNumber === 100 ? {} : { rate: rate.valueAsNumber / 100 }
    if (kind === 'off') return null
    if (kind === 'latency') return { kind, ms: wait.valueAsNumber, ...share }
    if (kind === 'drip') return { kind, everyMs: wait.valueAsNumber, ...share }
    return { kind, ...share }
  }
  const describe = (fault: Fault | null) => {
    meaning.textContent = kinds.get(fault?.kind ?? 'off') ?? ''
    waitLabel.hidden = fault?.kind !== 'latency' && fault?.kind !== 'drip'
    rateLabel.hidden = fault === null
  }
  const send = () => {
    describe(read())
    void choose(read())
  }

  const options = [...kinds.keys()].map((kind) => {
    const radio = element('input', {
      type: 'radio',
      name: `${name}-fault`,
      value: kind,
      id: `${name}-${kind}`,
    })
    radio.addEventListener('change', send)
    radios.set(kind, radio)
    return element('span', { class: 'option' }, radio, element('label', { for: radio.id }, kind))
  })
  wait.addEventListener('change', send)
  rate.addEventListener('change', send)
  const fieldset = element(
    'fieldset',
    { 'aria-describedby': meaning.id },
    element('legend', {}, titles.get(name) ?? name),
    element('div', { class: 'options' }, ...options),
    element('div', { class: 'amounts' }, meaning, waitLabel, rateLabel),
  )
  return {
    fieldset,
    show: (fault: Fault | null) => {
      const radio = radios.get(fault?.kind ?? 'off')
      if (radio !== undefined) radio.checked = true
      if (fault?.kind === 'latency') wait.valueAsNumber = fault.ms
      if (fault?.kind === 'drip') wait.valueAsNumber = fault.everyMs
      if (fault !== null) rate.valueAsNumber = Math.round((fault.rate ?? 1) * 100)
      describe(fault)
    },
  }
}

const numberInput = (id: string, min: number, max: number, value: number) =>
  element('input', { type: 'number', id, min, max, value, inputmode: 'numeric', required: true })

const showBanner = (banner: HTMLElement, faults: Faults, clear: () => Promise<void>) => {
  const active = Object.entries(faults).flatMap(([name, fault]) =>
    fault === null ? [] : [sentence(name, fault)],
  )
  if (active.length === 0) return banner.replaceChildren()
  const off = element('button', { type: 'button' }, 'Clear all faults')
  off.addEventListener('click', () => void clear())
  return banner.replaceChildren(element('p', {}, element('strong', {}, 'Fault on '), active.join('; ')), off)
}

const sentence = (name: string, fault: Fault) => {
  const share = fault.rate === undefined ? '' : `, for ${Math.round(fault.rate * 100)} % of requests`
  const wait = fault.kind === 'latency' ? ` by ${fault.ms} ms` : ''
  return `${titles.get(name) ?? name} ${kinds.get(fault.kind)}${wait}${share}`
}
