/** Shows the result on a form, beside the field that it concerns. */
import { element, find } from './dom.ts'
import type { FailureText } from './failure-text.ts'

/** Removes what an earlier attempt left on the form. */
export const clearResult = (form: HTMLFormElement) => {
  resultOf(form).replaceChildren()
  for (const line of form.querySelectorAll('.field-error')) line.remove()
  for (const input of form.querySelectorAll('[aria-invalid]')) {
    input.removeAttribute('aria-invalid')
    input.removeAttribute('aria-describedby')
  }
}

export const showNote = (form: HTMLFormElement, text: string) =>
  resultOf(form).replaceChildren(element('p', { class: 'note' }, text))

/** Shows refusals, each at its field or below the form when it concerns none; the first wrong field gets the focus. */
export const showFailures = (form: HTMLFormElement, failures: readonly FailureText[]) => {
  const wrong = new Set(failures.flatMap((failure) => showFailure(form, failure) ?? []))
  const inputs = [...form.elements].filter((input) => input instanceof HTMLElement)
  inputs.find((input) => wrong.has(input))?.focus()
}

/** Returns the control beside which it is shown. */
const showFailure = (form: HTMLFormElement, { text, tag, field }: FailureText): HTMLElement | null => {
  const content = tag === null ? [text] : [text, ' ', element('code', { class: 'tag' }, tag)]
  const input = field === null ? null : form.elements.namedItem(field)
  if (!(input instanceof HTMLElement)) {
    resultOf(form).append(element('p', { class: 'failure' }, ...content))
    return null
  }
  const details = input.closest('details')
  if (details !== null) details.open = true
  input.setAttribute('aria-invalid', 'true')
  const line = element('p', { class: 'field-error', id: `${form.id}-${field}-error` }, ...content)
  input.setAttribute('aria-describedby', line.id)
  input.after(line)
  return input
}

/** Keeps the buttons of a form from being pressed twice while it waits. */
export const whileBusy = async <Result>(
  form: HTMLFormElement,
  act: () => Promise<Result>,
): Promise<Result> => {
  const buttons = form.querySelectorAll<HTMLButtonElement>('.actions button')
  form.setAttribute('aria-busy', 'true')
  for (const button of buttons) button.disabled = true
  try {
    return await act()
  } finally {
    form.removeAttribute('aria-busy')
    for (const button of buttons) button.disabled = false
  }
}

/** Reads `name=value` lines; a line without `=` is a name with an empty value. */
export const readLines = (text: string): readonly (readonly [string, string])[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...rest] = line.split('=')
      return [name.trim(), rest.join('=').trim()]
    })

const resultOf = (form: HTMLFormElement) => find(`${form.id}-result`, HTMLDivElement)
