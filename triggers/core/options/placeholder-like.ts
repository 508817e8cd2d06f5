/** Finds a placeholder of a template language in a text. Nothing would fill it in, and the person would read it. */
import { isAttributeName } from './attribute-name.ts'

/** Marks that do not occur in CSS, JSON and prose. */
const marks: readonly RegExp[] = [
  /\{\{[^{}]*\}{0,3}/,
  /\$\{[^{}]*\}?/,
  /\{%[^{}]*\}?/,
  /<%[^<>]*>?/,
  /\[\[\s*[\p{L}_][\p{L}\p{N}_.:-]*\s*\]\]/u,
  /\*\|[^|]*\|\*/,
  /%\([\w:.-]+\)[sd]/,
]

/** The first part of a text that looks like a placeholder; undefined when the text has no such part.
 *
 * Single pairs of braces that are empty, or that hold a `:`, `,`, `;` or `"`, are CSS or JSON. Anything else in braces
 * is a placeholder, and so are braces around an attribute, `${`, `{%`, `<%`, `[[word]]`, `*|word|*`, `%(word)s`, and
 * the name of an attribute as `$name` or `%name%`. */
export function findPlaceholderLike(text: string): string | undefined {
  const marked = marks.flatMap((mark) => mark.exec(text)?.[0] ?? []).at(0)
  const braced = [...text.matchAll(/\{([^{}]*)\}/g)].find(([, content = '']) => isNamed(content))?.[0]
  const named = [...text.matchAll(/\$(\w+)|%([\w:.-]+)%/g)].find(([, dollar, percent]) =>
    isAttributeName(dollar ?? percent ?? ''),
  )?.[0]
  return marked ?? braced ?? named ?? findStray(text)
}

function isNamed(content: string): boolean {
  if (!/[\p{L}\p{N}#]/u.test(content)) return false
  const [beforeBar = ''] = content.split('|', 1)
  const [word = ''] = beforeBar.split(',', 1)
  return isAttributeName(word.trim()) || !/[:;,"]/.test(beforeBar)
}

/** A brace whose other half is missing. */
function findStray(text: string): string | undefined {
  let open = 0
  for (const [brace] of text.matchAll(/[{}]/g)) {
    open += brace === '{' ? 1 : -1
    if (open < 0) return '}'
  }
  return open > 0 ? '{' : undefined
}
