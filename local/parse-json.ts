/** Reads JSON that somebody else wrote. */

/** The value of a JSON text; of any other text, `otherwise`. */
export function parseJson(text: string, otherwise?: unknown): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return otherwise
  }
}
