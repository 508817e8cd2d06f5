/** Reads the side bar from the sections of docs/index.md. */
import { readFileSync } from 'node:fs'

interface Section {
  readonly title: string
  readonly links: readonly { readonly text: string; readonly page: string }[]
}

export function readSections(file: string): readonly Section[] {
  const [, ...parts] = readFileSync(file, 'utf8').split(/^## /m)
  return parts.map((part) => ({
    title: part.split('\n')[0] ?? '',
    links: [...part.matchAll(/^- \[(.+)\]\((.+)\)$/gm)].map(([, text = '', page = '']) => ({ text, page })),
  }))
}
