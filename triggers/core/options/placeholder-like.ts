/** Finds in a text what some template language would fill in: it would reach the person as it is written. */
import { isAttributeName } from './attribute-name.ts'

/** Marks that CSS, JSON and prose have no use for. */
const marks: readonly RegExp[] = [
  /\{\{[^{}]*\}{0,3}/,
  /\$\{[^{}]*\}?/,
  /\{%[^{}]*\}?/,
  /<%[^<>]*>?/,
  /\[\[\s*[\p{L}_][\p{L}\p{N}_.:-]*\s*\]\]/u,
  /\*\|[^|]*\|\*/,
  /%\([\w:.-]+\)[sd]/,
]

/** The first part of a text that reads as a placeholder; undefined when there is none.
 *
 * Braces stand in pairs, not two at once, and hold nothing, or a `:`, `,`, `;` or `"` as CSS and JSON do. Braces around
 * anything else are a placeholder, and so are braces around an attribute, `${`, `{%`, `<%`, `[[word]]`, `*|word|*`,
 * `%(word)s`, and the name of an attribute as `$name` or `%name%`. */
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

/** A brace without its other half. */
function findStray(text: string): string | undefined {
  let open = 0
  for (const [brace] of text.matchAll(/[{}]/g)) {
    open += brace === '{' ? 1 : -1
    if (open < 0) return '}'
  }
  return open > 0 ? '{' : undefined
}
