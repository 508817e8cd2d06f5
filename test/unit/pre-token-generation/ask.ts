/** What a person who asks for a token is told. */
import type { RawObject } from '../../../triggers/core/json.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { harnessOf, signIn } from './run-sources.ts'

/** The app client of the fixtures. */
export const clientId = '1example23456789abcdefghijk'

/** `allowed`, or the code that the token is refused with. */
export async function ask(source: ClaimSource, event: RawObject = eventFixture(signIn)): Promise<string> {
  const answer = await harnessOf([source]).invoke(event)
  return answer.kind === 'returned' ? 'allowed' : (/^\[(\w+)\] ./.exec(answer.message)?.[1] ?? answer.message)
}
