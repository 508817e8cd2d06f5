/** What docs/recipes/callers/voice.md shows of Alexa. `test/unit/callers/voice.test.ts` asks it. */
import { createGuard } from '@cognito-trigger-suite/callers/guards/authorize'
import { usualClaims } from '@cognito-trigger-suite/callers/guards/claims'
import type { VerifierRuntime } from '@cognito-trigger-suite/callers/verify'

const userPoolId = 'eu-central-1_AbCdEf123'

interface SkillRequest {
  readonly request: { readonly type: string }
  readonly context?: { readonly System?: { readonly user?: { readonly accessToken?: string } } }
}

interface SkillAnswer {
  readonly version: '1.0'
  readonly response: {
    readonly outputSpeech?: { readonly type: 'PlainText'; readonly text: string }
    readonly card?: { readonly type: 'LinkAccount' }
    readonly shouldEndSession?: true
  }
}

export function createSkill(runtime: VerifierRuntime = {}) {
  const clientIds = ['7example1client2id3']
  const guard = createGuard({ userPoolId, clientIds, use: 'access', claims: usualClaims }, runtime)
  const say = (text: string, card?: { readonly type: 'LinkAccount' }): SkillAnswer => ({
    version: '1.0',
    response: { outputSpeech: { type: 'PlainText', text }, ...(card && { card }), shouldEndSession: true },
  })

  return async (request: SkillRequest): Promise<SkillAnswer> => {
    // Nobody hears an answer to it.
    if (request.request.type === 'SessionEndedRequest') return { version: '1.0', response: {} }
    const accessToken = request.context?.System?.user?.accessToken
    const found = await guard.authorize(accessToken, { scopes: ['orders/read'] })
    if (found.allowed) return say('You have two orders.')
    if (found.status !== 401) return say(`${found.detail}.`)
    return say('Please link your account in the Alexa app.', { type: 'LinkAccount' })
  }
}
