/** Keeps inputs of the same name equal, whichever form of the journey they stand in. */

export const inputsNamed = (name: string) =>
  document.querySelectorAll<HTMLInputElement>(`.journey input[name="${name}"]`)

export const shareValue = (name: string, text: string) => {
  for (const input of inputsNamed(name)) input.value = text
}

/** A person types address and password once, whichever step they are at. */
export const shareTyping = (name: string) => {
  for (const input of inputsNamed(name)) input.addEventListener('input', () => shareValue(name, input.value))
}
