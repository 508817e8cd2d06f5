/** Writes values in readable form. */

/** A value as JSON on one line. The middle of a long value is left out. */
export function formatValue(value: unknown, most = 60): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length <= most ? text : `${text.slice(0, most - 2)} …`
}

/** Lines of at most `width` characters, whole. A character that a terminal obeys is written as its code. */
export function wrap(text: string, width: number): readonly string[] {
  const shown = text.replaceAll(
    /(?!\n)[\p{Cc}\p{Bidi_Control}]/gu,
    (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`,
  )
  const line = new RegExp(`.{1,${width}}(?:\\s+|$)|.{${width}}`, 'gu')
  return shown.split('\n').flatMap((each) => each.match(line)?.map((part) => part.trimEnd()) ?? [''])
}
