/** Calls the local user pool as any app does: JSON over HTTP, without an SDK. */

export type CognitoAnswer =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly exception: string; readonly message: string }

export type CognitoCall = (operation: string, input: object) => Promise<CognitoAnswer>

/** Makes the call for one endpoint; it answers refusals as values and never throws. */
export const connectCognito =
  (endpoint: string): CognitoCall =>
  async (operation, input) => {
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
        },
        body: JSON.stringify(input),
      })
      const body = await response.json().catch(() => ({}))
      if (response.ok) return { ok: true, body }
      const exception = String(body.__type ?? `HTTP ${response.status}`)
      return {
        ok: false,
        exception: exception.slice(exception.lastIndexOf('#') + 1),
        message: String(body.message ?? body.Message ?? 'The user pool refused the request.'),
      }
    } catch {
      return {
        ok: false,
        exception: 'NetworkError',
        message: `The local user pool at ${endpoint} does not answer; see whether npm start still runs.`,
      }
    }
  }
