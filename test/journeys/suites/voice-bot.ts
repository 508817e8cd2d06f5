/** What docs/recipes/callers/voice.md shows of Lex. `test/unit/callers/voice.test.ts` asks it. */
import { createGuard } from '@cognito-trigger-suite/callers/guards/authorize'
import { usualClaims } from '@cognito-trigger-suite/callers/guards/claims'
import type { VerifierRuntime } from '@cognito-trigger-suite/callers/verify'

const userPoolId = 'eu-central-1_AbCdEf123'

interface CodeHook {
  readonly sessionState: { readonly intent: { readonly name: string; readonly slots: object } }
  readonly requestAttributes?: Readonly<Record<string, string>> | null
}

export function createHook(runtime: VerifierRuntime = {}) {
  const clientIds = ['7example1client2id3']
  const guard = createGuard({ userPoolId, clientIds, use: 'access', claims: usualClaims }, runtime)

  return async ({ sessionState, requestAttributes }: CodeHook) => {
    const found = await guard.authorize(requestAttributes?.['token'], { scopes: ['orders/read'] })
    const state = found.allowed ? 'Fulfilled' : 'Failed'
    return {
      sessionState: { dialogAction: { type: 'Close' }, intent: { ...sessionState.intent, state } },
      messages: [
        { contentType: 'PlainText', content: found.allowed ? 'You have two orders.' : `${found.detail}.` },
      ],
    }
  }
}
