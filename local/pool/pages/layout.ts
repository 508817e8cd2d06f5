/** The frame of every managed login page, and the parts of its forms. */
import type { Context as HttpContext } from 'hono'
import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { PoolSettings } from '../settings/pool-settings.ts'

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

export interface Field {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'email' | 'tel' | 'password' | 'date'
  readonly autocomplete: string
  readonly value?: string
}

/** Answers with the page; with an error, or for a page that is one, with status 400. */
export function show(
  http: HttpContext,
  title: string,
  error: string | undefined,
  content: Markup,
  isError = error !== undefined,
): Response | Promise<Response> {
  return http.html(layout(title, error, content), isError ? 400 : 200)
}

/** `error` stands above the prompt, where AWS shows what a trigger said. */
export function layout(title: string, error: string | undefined, content: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/managed-login.css" />
      </head>
      <body>
        <main>
          ${error === undefined ? '' : html`<p id="problem" class="problem" role="alert">${error}</p>`}
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`
}

export function form(action: string, csrfToken: string, fields: readonly Field[], button: string): Markup {
  return html`<form method="post" action="${action}">
    <input type="hidden" name="_csrf" value="${csrfToken}" />
    ${fields.map(
      (field) =>
        html`<label for="${field.name}">${field.label}</label>
          <input
            id="${field.name}"
            name="${field.name}"
            type="${field.type}"
            autocomplete="${field.autocomplete}"
            value="${field.value ?? ''}"
            required
          />`,
    )}
    <button type="submit">${button}</button>
  </form>`
}

/** For the name a person signs in with: labelled and typed by what the pool takes as one. */
export function userNameField(settings: PoolSettings, value: string): Field {
  const [attribute, other] = settings.usernameAttributes
  const common = { name: 'username', autocomplete: 'username', value } as const
  if (attribute === undefined) return { ...common, label: 'User name', type: 'text' }
  if (other !== undefined) return { ...common, label: 'E-mail address or phone number', type: 'text' }
  return attribute === 'email'
    ? { ...common, label: 'E-mail address', type: 'email' }
    : { ...common, label: 'Phone number', type: 'tel' }
}
