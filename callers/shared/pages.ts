/** The two pages that a browser sees on its way back from the login page. They hold no script and load nothing. */
import { findLanguage, type Language, languages } from '@cognito-trigger-suite/triggers/core/denials'
import type { HttpAnswer, HttpRequest } from './http.ts'
import { type Problem, problemAnswer } from './problem.ts'

type Words = Readonly<Record<Language, string>>

const title: Words = {
  en: 'Sign-in',
  de: 'Anmeldung',
  fr: 'Connexion',
  es: 'Inicio de sesión',
  pt: 'Início de sessão',
  ja: 'サインイン',
}

const tryAgain: Words = {
  en: 'Try again',
  de: 'Erneut versuchen',
  fr: 'Réessayer',
  es: 'Volver a intentarlo',
  pt: 'Tentar novamente',
  ja: 'もう一度試す',
}

const goOn: Words = {
  en: 'Continue',
  de: 'Weiter',
  fr: 'Continuer',
  es: 'Continuar',
  pt: 'Continuar',
  ja: '続ける',
}

/** Goes on to the app's page by itself. */
export function onwardPage(href: string, locales: readonly string[]): HttpAnswer {
  const language = findLanguage(locales, languages) ?? 'en'
  const target = escapeHtml(href)
  return page(200, language, {
    head: `<meta http-equiv="refresh" content="0; url=${target}">`,
    body: `<p><a href="${target}">${goOn[language]}</a></p>`,
  })
}

/** Shows why the sign-in failed. Who asks for JSON gets the problem. */
export function problemPage(
  problem: Problem,
  startPath: string,
  request: Pick<HttpRequest, 'headers'>,
  locales: readonly string[],
): HttpAnswer {
  if (!request.headers.get('accept')?.includes('text/html')) return problemAnswer(problem)
  const language = findLanguage(locales, languages) ?? 'en'
  const { status, headers = {} } = problemAnswer(problem)
  const lang = problem.language === undefined ? '' : ` lang="${escapeHtml(problem.language)}"`
  const text = `<p role="alert"${lang} data-code="${escapeHtml(problem.code)}">${escapeHtml(problem.detail)}</p>`
  const link = `<p><a href="${escapeHtml(startPath)}">${tryAgain[language]}</a></p>`
  const answer = page(status, language, { head: '', body: text + link })
  return { ...answer, headers: { ...headers, ...answer.headers } }
}

function page(
  status: number,
  language: Language,
  { head, body }: { readonly head: string; readonly body: string },
): HttpAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title[language]}</title>${head}</head><body><main>${body}</main></body></html>`,
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
