/** `*` stands for any number of characters, `?` for one. */
export function matchesPattern(pattern: string, text: string, letterCase: 'exact' | 'ignore-case'): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, letterCase === 'exact' ? 's' : 'is').test(text)
}
