/** `<live-explain rule="email-domains">`: a reader edits options and sign-up, and reads the verdict at once. */
import { examples } from './examples.ts'
import { judge, type Judgement } from './judge.ts'
import { style } from './style.ts'

const signs: Readonly<Record<Judgement['kind'], string>> = { pass: '✓', deny: '⊘', mistake: '✎' }

class LiveExplain extends HTMLElement {
  connectedCallback(): void {
    if (this.shadowRoot !== null) return
    const rule = this.getAttribute('rule') ?? ''
    const example = examples[rule]
    const root = this.attachShadow({ mode: 'open' })
    const options = makeField('Options of the rule', example?.options)
    const signUp = makeField('Sign-up', example?.signUp)
    const verdict = document.createElement('output')
    const show = (): void => {
      const { kind, text } = judge(rule, options.area.value, signUp.area.value, Date.now())
      verdict.className = kind
      verdict.textContent = `${signs[kind]} ${text}`
    }
    root.append(
      makeText('style', style),
      makeText('strong', 'Try it here'),
      makeText('p', 'Edit either text. The rule itself runs in this page and sends nothing.'),
      options.label,
      signUp.label,
      verdict,
    )
    root.addEventListener('input', show)
    show()
  }
}

function makeField(
  name: string,
  value: unknown,
): { readonly label: HTMLLabelElement; readonly area: HTMLTextAreaElement } {
  const label = document.createElement('label')
  const area = document.createElement('textarea')
  area.value = JSON.stringify(value, null, 2) ?? '{}'
  area.rows = area.value.split('\n').length
  area.spellcheck = false
  area.autocapitalize = 'off'
  label.append(name, area)
  return { label, area }
}

function makeText(tag: string, text: string): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: text })
}

if (customElements.get('live-explain') === undefined) customElements.define('live-explain', LiveExplain)
