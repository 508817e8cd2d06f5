import { expect, onTestFinished, test } from 'vitest'
import { readRedirect } from '../../client/oauth-redirect.ts'
import { providerNotAllowed } from '../../triggers/core/denial-catalogue.ts'
import { formatDenial } from '../../triggers/core/denials.ts'
import { type Federation, grace, signInByAcme, startFederation } from '../local/oauth/federation-harness.ts'
import { arns, echo, emailPool, enroll, fail, poolId } from '../local/pool/pool-harness.ts'

const options = { expectedState: 'a-state' }

async function start(): Promise<Federation> {
  const federation = await startFederation({
    pool: { ...emailPool, LambdaConfig: { PreSignUp: arns.preSignUp } },
  })
  onTestFinished(() => federation.close())
  return federation
}

test('the redirect of a federated sign-in that a rule denies has its code and text', async () => {
  const federation = await start()
  federation.harness.functions.set(
    arns.preSignUp,
    fail(formatDenial(providerNotAllowed, ['ja'], { language: 'en' }), 'Denial'),
  )

  const { location = '' } = await signInByAcme()

  expect(readRedirect(location, options)).toMatchObject({
    kind: 'denied',
    code: providerNotAllowed.code,
    text: providerNotAllowed.texts.ja,
    trigger: 'PreSignUp',
  })
})

test('the redirect of the sign-in that links asks for one more, which brings the code', async () => {
  const federation = await start()
  await enroll(grace.email)
  federation.harness.functions.set(arns.preSignUp, async (event) => {
    await federation.harness.sdk.adminLinkProviderForUser({
      UserPoolId: poolId,
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: grace.email },
      SourceUser: {
        ProviderName: 'Acme',
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue: grace.sub,
      },
    })
    return echo(event)
  })

  const first = await signInByAcme()
  const second = await signInByAcme()

  expect(readRedirect(first.location ?? '', options)).toEqual({ kind: 'sign_in_again' })
  expect(readRedirect(second.location ?? '', { ...options, isSecondTry: true })).toMatchObject({
    kind: 'code',
  })
})
