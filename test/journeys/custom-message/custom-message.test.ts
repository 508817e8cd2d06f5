/** What arrives of Cognito's messages: through pool, function and mailbox. */
import {
  AdminCreateUserCommand,
  ForgotPasswordCommand,
  ResendConfirmationCodeCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, test } from 'vitest'
import { endAfterAll } from '../../support/end-after-all.ts'
import { type Journey, startJourney } from '../journey.ts'

const pool = { ses: { fromEmail: 'hello@example.com' } }
let journey: Journey
const mailTo = (address: string) => journey.stack.mailbox.messages(address)[0]

describe('messages of the team', () => {
  const keep = endAfterAll()
  beforeAll(async () => {
    journey = await startJourney(keep, 'custom-message', {
      pool,
      change: (model) => ({
        ...model,
        clients: model.clients.map((client) =>
          client.kind === 'public' ? { ...client, clientId: '1example23456789abcdefghijk' } : client,
        ),
      }),
    })
  })

  test('a sign-up in German comes in the name of the app, with a link and a code that confirms', async () => {
    const sub = await journey.signUp('anna@example.com', { attributes: { name: 'Anna', locale: 'de-AT' } })

    const mail = mailTo('anna@example.com')
    const code = mail?.code ?? 'none'
    expect(mail).toMatchObject({
      subject: 'Willkommen bei Example Garden',
      body: `<p>Guten Tag Anna,</p><p><a style="color:#0a7" href="https://garden.example.com/confirm?code=${code}&amp;user=${sub}">Adresse bestätigen</a>, oder geben Sie ${code} ein.</p>`,
    })
    await journey.confirm('anna@example.com')
    expect(await journey.statusOf('anna@example.com')).toBe('CONFIRMED')
  })

  test('a name that is a link is no part of the message, and its language is that of the app', async () => {
    await journey.signUp('eve@example.com', {
      attributes: { name: 'Win at https://evil.example', locale: 'xx' },
      clientMetadata: { locale: 'en' },
    })

    expect(mailTo('eve@example.com')).toMatchObject({
      subject: 'Welcome to Example Garden',
      body: expect.stringMatching(/^<p>Hello there,<\/p>/),
    })
  })

  test('an invitation by an administrator comes in the name of the suite, with name and temporary password', async () => {
    await journey.cognito.send(
      new AdminCreateUserCommand({
        UserPoolId: journey.stack.details.userPoolId,
        Username: 'bob@example.com',
        UserAttributes: [
          { Name: 'email', Value: 'bob@example.com' },
          { Name: 'locale', Value: 'fr' },
        ],
        DesiredDeliveryMediums: ['EMAIL'],
        TemporaryPassword: 'a temporary <password>',
      }),
    )

    expect(mailTo('bob@example.com')).toMatchObject({
      subject: 'Example: votre compte',
      body: expect.stringContaining(
        "<p>Nom d'utilisateur: <b>bob@example.com</b><br>Mot de passe temporaire: <b>a temporary <password></b></p>",
      ),
    })
  })

  test('a forgotten password is answered by a standard message in the name of the app', async () => {
    await journey.enroll('carl@example.com')

    await journey.cognito.send(
      new ForgotPasswordCommand({
        ClientId: journey.stack.details.clients.public.clientId,
        Username: 'carl@example.com',
        ClientMetadata: { locale: 'ja' },
      }),
    )

    const mail = mailTo('carl@example.com')
    expect(mail?.subject).toBe('Example Garden: 新しいパスワードの設定')
    expect(mail?.body).toContain(`<b>${mail?.code}</b>`)
  })

  test('each call is one of the trigger, which asked nothing of the world', async () => {
    const calls = (await journey.calls()).filter(({ trigger }) => trigger === 'custom-message')

    expect(calls.length).toBeGreaterThanOrEqual(4)
    expect(calls.map(({ outcome, steps }) => ({ outcome, steps: steps.length }))).toEqual(
      calls.map(() => ({ outcome: 'ok', steps: 0 })),
    )
  })
})

describe('a broken message', () => {
  const keep = endAfterAll()
  beforeAll(async () => {
    journey = await startJourney(keep, 'broken-message', { pool })
  })

  test("stops nobody: Cognito's own text arrives, and the report names the defect alone", async () => {
    await journey.signUp('dora@example.com')
    const first = mailTo('dora@example.com')
    await journey.cognito.send(
      new ResendConfirmationCodeCommand({
        ClientId: journey.stack.details.clients.public.clientId,
        Username: 'dora@example.com',
      }),
    )
    const second = mailTo('dora@example.com')

    expect(first).toMatchObject({ body: expect.stringContaining(first?.code ?? 'no code') })
    expect(second).toMatchObject({ body: expect.stringContaining(second?.code ?? 'no code') })
    expect(second?.body).not.toContain('Nothing to see')
    await journey.confirm('dora@example.com')
    expect(await journey.statusOf('dora@example.com')).toBe('CONFIRMED')
    const calls = (await journey.calls()).filter(({ trigger }) => trigger === 'custom-message')
    const log = calls.flatMap(({ logLines }) => logLines).join('\n')
    expect(calls.map(({ outcome }) => outcome)).toEqual(['passed-on', 'passed-on'])
    expect(log.match(/"outcome":"failed","cause":"\w+"/g)?.toSorted()).toEqual([
      '"outcome":"failed","cause":"TypeError"',
      '"outcome":"failed","cause":"no_code"',
    ])
    expect(log).not.toContain('jane@example.com')
  })
})
