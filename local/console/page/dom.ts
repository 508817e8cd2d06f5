/** Makes and finds elements; text is only ever set as text, so that no data becomes markup. */

export type Attributes = Readonly<Record<string, string | number | boolean>>

export type Child = Node | string | null

/** Makes an element; `true` sets an attribute without a value, `false` leaves it out, `null` children are skipped. */
export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) made.setAttribute(name, value === true ? '' : String(value))

  made.append(...children.filter((child) => child !== null))
  return made
}

/** Makes the parts of a list of names and values. */
export const drawFacts = (facts: readonly (readonly [name: string, text: string])[]) =>
  facts.map(([name, text]) => element('div', {}, element('dt', {}, name), element('dd', {}, text)))

/** Finds the element with this id; the page's own HTML must hold it. */
export const find = <Found extends Element>(id: string, type: new () => Found): Found => {
  const found = document.querySelector(`#${id}`)
  if (found instanceof type) return found
  throw new TypeError(`The page has no ${type.name} with the id ${id}.`)
}

/** Finds the control with this name in a form. */
export const control = <Found extends Element>(
  form: HTMLFormElement,
  name: string,
  type: new () => Found,
): Found => {
  const found = form.elements.namedItem(name)
  if (found instanceof type) return found
  throw new TypeError(`The form ${form.id} has no ${type.name} with the name ${name}.`)
}

/** Places an element on a scale of 0 to 1. The content policy forbids style attributes, not the style object. */
export const placeOnScale = (target: HTMLElement, start: number, length: number) => {
  const left = Math.min(Math.max(start, 0), 1)
  target.style.left = `${left * 100}%`
  target.style.width = `${Math.min(Math.max(length, 0), 1 - left) * 100}%`
}
