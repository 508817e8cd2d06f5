/** The pages of the pool, and people whom another provider signs in. */
import { own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type Probe, type Question, unclear } from '../question.ts'
import { providerName } from '../template.ts'

export const preTokenAt: Question = {
  name: 'pre-token-at',
  sent: 'a sign-in at the page and the exchange of its code, whose pre token generation function refuses',
  answers: ['sign-in', 'token-endpoint'],
  sets: { name: 'preTokenAt', settings: { 'sign-in': 'sign-in', 'token-endpoint': 'token-endpoint' } },
  async ask(probe) {
    const mark = probe.mark('deny-token')
    await probe.addUser(mark)
    const { code } = await probe.signInByPage(mark)
    if (code !== undefined) return (await probe.exchange(code)).error === '' ? unclear : 'token-endpoint'
    return (await probe.callsOf(mark)).some((source) => source.startsWith('TokenGeneration_'))
      ? 'sign-in'
      : unclear
  },
}

export const providerInUserName: Question = {
  name: 'provider-in-user-name',
  sent: `the first sign-in by the provider ${providerName}`,
  answers: ['as-named', 'lower-case'],
  sets: { name: 'providerInUserName', settings: { 'as-named': 'as-named', 'lower-case': 'lower-case' } },
  async ask(probe) {
    const name = await findUserName(probe, probe.mark('plain'))
    if (name.startsWith(`${providerName}_`)) return 'as-named'
    return name.startsWith(`${providerName.toLowerCase()}_`) ? 'lower-case' : unclear
  },
}

export const federatedAutoVerify: Question = {
  name: 'federated-auto-verify',
  sent: 'the first sign-in by a provider, whose pre sign-up function answers with autoVerifyEmail',
  answers: ['ignored', 'applied'],
  sets: { name: 'federatedAutoVerify', settings: { ignored: 'ignored', applied: 'applied' } },
  async ask(probe) {
    const Username = await findUserName(probe, probe.mark('verify'))
    if (Username === '') return unclear
    const { exception, answer } = await probe.ask('AdminGetUser', { Username })
    const attributes = own(answer, 'UserAttributes')
    if (exception !== '' || !Array.isArray(attributes)) return unclear
    const verified = attributes.find((each) => ownText(each, 'Name') === 'email_verified')
    return ownText(verified, 'Value') === 'true' ? 'applied' : 'ignored'
  },
}

export const linkingSignIn: Question = {
  name: 'linking-sign-in',
  sent: 'the first sign-in by a provider, whose pre sign-up function links it to another user',
  answers: ['fails', 'succeeds'],
  sets: { name: 'linkingSignIn', settings: { fails: 'fails', succeeds: 'succeeds' } },
  async ask(probe) {
    const mark = probe.mark('link')
    await probe.addUser(mark.replace('link', 'native'))
    const { code, problem } = await probe.signInByProvider(mark)
    if (code !== undefined) return 'succeeds'
    return problem.includes('Already found an entry for username') ? 'fails' : unclear
  },
}

/** The user name after a first sign-in; empty when it failed. */
async function findUserName(probe: Probe, mark: string): Promise<string> {
  const { code } = await probe.signInByProvider(mark)
  if (code === undefined) return ''
  return ownText((await probe.exchange(code)).claims, 'cognito:username') ?? ''
}
