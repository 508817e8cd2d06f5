/** What docs/recipes/callers/voice.md shows of Alexa. `test/unit/callers/voice.test.ts` asks it. */
import { createGuard } from '@cognito-trigger-suite/callers/guards/authorize'
import { usualClaims } from '@cognito-trigger-suite/callers/guards/claims'
import type { VerifierRuntime } from '@cognito-trigger-suite/callers/verify'

const userPoolId = 'eu-central-1_AbCdEf123'

interface SkillRequest {
  readonly context: { readonly System: { readonly user: { readonly accessToken?: string } } }
}

export function createSkill(runtime: VerifierRuntime = {}) {
  const clientIds = ['7example1client2id3']
  const guard = createGuard({ userPoolId, clientIds, use: 'access', claims: usualClaims }, runtime)
  const say = (text: string, card?: { readonly type: 'LinkAccount' }) => ({
    version: '1.0',
    response: { outputSpeech: { type: 'PlainText', text }, card, shouldEndSession: true },
  })

  return async (request: SkillRequest) => {
    const { accessToken } = request.context.System.user
    const found = await guard.authorize(accessToken, { scopes: ['orders/read'] })
    if (found.allowed) return say('You have two orders.')
    if (found.status !== 401) return say(`${found.detail}.`)
    return say('Please link your account in the Alexa app.', { type: 'LinkAccount' })
  }
}
