/** The documents as a site: their order is that of docs/index.md. */
import { join } from 'node:path'
import { readSections } from '../sections.ts'
import { slug } from '../slug.ts'

const root = join(import.meta.dirname, '../..')
/** Where the site stands on its host, such as `/auth/`. */
const base = process.env['SITE_BASE'] ?? '/'

interface Markdown {
  readonly utils: { readonly escapeHtml: (text: string) => string }
  readonly renderer: {
    readonly rules: { code_inline?: (tokens: readonly { readonly content: string }[], at: number) => string }
  }
}

/** Braces between backticks are no expressions of the page. */
function takeLiterally({ renderer, utils }: Markdown): void {
  renderer.rules.code_inline = (tokens, at) =>
    `<code v-pre>${utils.escapeHtml(tokens[at]?.content ?? '')}</code>`
}

// oxlint-disable-next-line import/no-default-export -- VitePress asks for it
export default {
  title: 'cognito-trigger-suite',
  description: 'Amazon Cognito triggers that answer in time and do each thing once',
  base,
  srcDir: join(root, 'docs'),
  outDir: join(root, 'dist-site'),
  cacheDir: join(import.meta.dirname, '../node_modules/.cache'),
  head: [
    ['script', { type: 'module', src: `${base}live-explain.js` }],
    // Without it a browser asks for /favicon.ico.
    ['link', { rel: 'icon', href: 'data:,' }],
  ],
  markdown: {
    anchor: { slugify: slug },
    attrs: { disable: true },
    config: takeLiterally,
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag: string) => tag === 'live-explain' } } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: readSections(join(root, 'docs/index.md')).map(({ title, links }) => ({
      text: title,
      collapsed: false,
      items: links.map(({ text, page }) => ({
        text,
        link: `/${page.replace(/\.md$/, '').replace(/(^|\/)index$/, '$1')}`,
      })),
    })),
  },
}
