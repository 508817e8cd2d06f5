/** Answers in the shape that CloudFront takes from a viewer request's function. */
import type { HttpAnswer } from '../shared/http.ts'
import type { Problem } from '../shared/problem.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html */
export interface EdgeAnswer {
  /** Text, from 200 to 599. */
  readonly status: string
  readonly headers: Readonly<Record<string, readonly { readonly key: string; readonly value: string }[]>>
  readonly body?: string
}

/** No answer of this function is kept by a cache or a browser, or shown in a frame. */
const always = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

export function edgeAnswer({ status, headers = {}, cookies = [], body }: HttpAnswer): EdgeAnswer {
  const single = Object.entries({ ...always, ...headers }).map(
    ([name, value]) => [name, [{ key: name, value }]] as const,
  )
  const many = cookies.map((value) => ({ key: 'set-cookie', value }))
  return {
    status: String(status),
    headers: { ...Object.fromEntries(single), ...(many.length > 0 && { 'set-cookie': many }) },
    ...(body !== undefined && { body }),
  }
}

export function redirect(location: string, cookies: readonly string[] = []): HttpAnswer {
  return { status: 302, headers: { location }, cookies }
}

/** What the edge itself says, beside the refusals of guard and pool. */
export const problems = {
  signInRequired: { status: 401, code: 'sign_in_required', detail: 'Sign in first.' },
  refreshRequired: {
    status: 401,
    code: 'refresh_required',
    detail: 'The session has ended: refresh it, and ask again.',
  },
  notAllowed: { status: 403, code: 'not_allowed', detail: 'Ask from a page of this site.' },
  tokenRefused: { status: 403, code: 'token_refused', detail: 'The sign-in gave no token that counts here.' },
  defect: { status: 500, code: 'defect', detail: 'Something is broken here.' },
} as const satisfies Readonly<Record<string, Problem>>
