import { describe, expect, test } from 'vitest'
import type { CustomMessage } from '../../../triggers/custom-message/message.ts'
import type { CustomMessageOptions } from '../../../triggers/custom-message/configure.ts'
import { standardMessages } from '../../../triggers/custom-message/standard-messages.ts'
import { languages } from '../../../triggers/core/denials.ts'
import { customMessageSources } from '../../../triggers/events/sources.ts'
import { ownClient, send, untouched } from './scene.ts'

const standard: CustomMessageOptions = {
  brand: { name: 'Example' },
  messages: Object.values(standardMessages),
}
const sources = customMessageSources.map((source) => source.replace('CustomMessage_', ''))

describe.each(sources)('the standard message of %s', (source) => {
  test.each(languages)('in %s has subject, code and brand in every medium', async (locale) => {
    const { response, report } = await send(standard, source, {
      request: { userAttributes: { name: 'Jane' }, clientMetadata: { locale } },
    })

    expect(response).toEqual({
      smsMessage: expect.stringMatching(/^Example: .*\{####\}/),
      emailMessage: expect.stringMatching(/^<p>.*Jane.*\{####\}.*<p>Example<\/p>$/),
      emailSubject: expect.stringMatching(/^Example: [^{}]+$/),
    })
    expect(report).toMatchObject({ outcome: 'allowed', notes: { message: expect.any(String) } })
    const texts = JSON.stringify(response)
    expect(texts.includes('{username}')).toBe(source === 'AdminCreateUser')
  })

  test.each(languages)('in %s greets a person without a name', async (locale) => {
    const { response } = await send(standard, source, {
      request: { userAttributes: {}, clientMetadata: { locale } },
    })

    expect(response['emailMessage']).toMatch(/^<p>\p{L}[\p{L} ]*(?<! )[,:]?<\/p>/u)
  })

  test('says nothing of a person in its log', async () => {
    const { report } = await send(standard, source)

    expect(JSON.stringify(report)).not.toMatch(/jane|example\.com|de-AT|\{####\}/i)
  })
})

const code = (name: string, text: string, more: Partial<CustomMessage> = {}): CustomMessage =>
  Object.assign(
    {
      name,
      sources: ['CustomMessage_SignUp'] as const,
      templates: {
        en: { sms: `${text} {####}` },
        de: { sms: `${text} (de) {####}` },
        it: { sms: `${text} (it) {####}` },
      },
    },
    more,
  )
const brand = { name: 'Example' }

describe('the language', () => {
  const inLanguage = async (request: object, options: Partial<CustomMessageOptions> = {}) =>
    (await send({ brand, messages: [code('code', 'x')], ...options }, 'SignUp', { request: { ...request } }))
      .response['smsMessage']

  test.each([
    [{ clientMetadata: { locale: 'it-IT' }, userAttributes: { locale: 'de' } }, 'x (it) {####}'],
    [{ clientMetadata: null, userAttributes: { locale: 'de_AT' } }, 'x (de) {####}'],
    [{ clientMetadata: { locale: 'nl' }, userAttributes: { locale: 'DE' } }, 'x (de) {####}'],
    [{ clientMetadata: { locale: '__proto__' }, userAttributes: { locale: 'toString' } }, 'x {####}'],
    [{ clientMetadata: null, userAttributes: null }, 'x {####}'],
  ])('of %j is that of %s', async (request, expected) => {
    expect(await inLanguage(request)).toBe(expected)
  })

  test('of nobody in particular is that of the app client, then that of the suite', async () => {
    const request = { clientMetadata: null, userAttributes: {} }

    expect(await inLanguage(request, { clients: { [ownClient]: { language: 'it' } } })).toBe('x (it) {####}')
    expect(await inLanguage(request, { clients: { other: { language: 'it' } }, language: 'de' })).toBe(
      'x (de) {####}',
    )
  })
})

describe('the app client', () => {
  const branded: CustomMessageOptions = {
    brand: {
      name: 'Example',
      colors: { accent: '#0a7', ground: '#fff' },
      links: { confirm: 'https://example.com/c?code={####}&u={{userName}}' },
    },
    clients: {
      [ownClient]: {
        name: 'Tom & Co',
        colors: { ground: '#000' },
        links: { confirm: 'https://co.example/{{language}}/c?c={####}&u={{userName}}&a={{clientId}}' },
      },
    },
    messages: [
      {
        name: 'link',
        sources: ['CustomMessage_SignUp', 'CustomMessage_ForgotPassword'],
        templates: {
          en: {
            email: {
              subject: '{{brand}}',
              html: '<a style="color:{{color.accent}};background:{{color.ground}}" href="{{link.confirm}}">{{brand}}</a>',
            },
            sms: '{{brand}} {{link.confirm}}',
          },
        },
      },
    ],
  }

  test('gives name and links, and the suite what it does not have', async () => {
    const { response } = await send(branded, 'SignUp', { event: { userName: `j&n "<'x'>` } })

    expect(response).toEqual({
      emailSubject: 'Tom & Co',
      emailMessage: `<a style="color:#0a7;background:#000" href="https://co.example/en/c?c={####}&amp;u=j%26n%20%22%3C%27x%27%3E&amp;a=${ownClient}">Tom &amp; Co</a>`,
      smsMessage: `Tom & Co https://co.example/en/c?c={####}&u=j%26n%20%22%3C%27x%27%3E&a=${ownClient}`,
    })
  })

  test('that has no brand of its own writes in that of the suite', async () => {
    const { response } = await send(branded, 'SignUp', {
      event: { callerContext: { clientId: 'toString' }, userName: 'jane' },
    })

    expect(response['smsMessage']).toBe('Example https://example.com/c?code={####}&u=jane')
  })

  test('has a message of its own when one before the others names it', async () => {
    const messages = [code('own', 'own', { clients: ['other', ownClient] }), code('rest', 'rest')]

    const own = await send({ brand, messages, language: 'en' }, 'SignUp', {
      request: { clientMetadata: null, userAttributes: {} },
    })
    const others = await send({ brand, messages }, 'SignUp', {
      event: { callerContext: { clientId: 'third' } },
      request: { clientMetadata: null, userAttributes: {} },
    })

    expect([own.response['smsMessage'], others.response['smsMessage']]).toEqual(['own {####}', 'rest {####}'])
  })
})

describe("Cognito's own text stays", () => {
  const written = (write: () => unknown, more: object = {}): CustomMessage =>
    Object.assign(
      {
        name: 'own',
        sources: ['CustomMessage_SignUp', 'CustomMessage_AdminCreateUser'] as const,
        media: ['sms', 'email'] as const,
        write: () => ({}),
      },
      { write, ...more },
    )
  const rest = code('rest', 'rest')

  test.each<readonly [string, string, () => unknown]>([
    [
      'TypeError',
      'that throws',
      () => {
        throw new TypeError('jane@example.com')
      },
    ],
    ['no_code', 'without its code', () => ({ smsMessage: 'hello' })],
    [
      'no_code',
      'with a code in the subject alone',
      () => ({ emailSubject: '{####}', emailMessage: 'hello' }),
    ],
    ['no_code', 'of which one text has no code', () => ({ smsMessage: '{####}', emailMessage: 'hello' })],
    ['no_texts', 'that is a promise', () => Promise.resolve({ smsMessage: '{####}' })],
    ['no_texts', 'that is a text', () => '{####}'],
    ['no_texts', 'without texts', () => ({})],
    ['no_texts', 'with an empty text', () => ({ smsMessage: ' ' })],
    ['no_texts', 'with a number', () => ({ smsMessage: '{####}', emailSubject: 7 })],
    [
      'undeclared_field',
      'with a field that is misspelled',
      () => ({ smsMessage: '{####}', emailText: '{####}' }),
    ],
  ])('with the cause %s for a message %s', async (cause, _, write) => {
    const { answer, report } = await send({ brand, messages: [written(write), rest] }, 'SignUp')

    expect(answer['response']).toEqual(untouched)
    expect(report).toMatchObject({ outcome: 'failed', cause, Failed: 1 })
    expect(JSON.stringify(report)).not.toContain('jane')
  })

  test('for a medium that the message does not declare', async () => {
    const message = written(() => ({ emailMessage: '{####}' }), { media: ['sms'] })

    const { response, report } = await send({ brand, messages: [message] }, 'SignUp')

    expect(response).toEqual(untouched)
    expect(report).toMatchObject({ cause: 'undeclared_field' })
  })

  test('for an invitation that does not tell the user name', async () => {
    const { response, report } = await send(
      { brand, messages: [written(() => ({ smsMessage: '{####}' }))] },
      'AdminCreateUser',
    )

    expect(response).toEqual(untouched)
    expect(report).toMatchObject({ cause: 'no_user_name' })
  })

  test.each([
    ['request.codeParameter is no text', 'SignUp', { codeParameter: null }],
    ['request.usernameParameter is no text', 'AdminCreateUser', { usernameParameter: 7 }],
  ])('with the cause %s', async (cause, source, request) => {
    const { response, report } = await send(standard, source, { request })

    expect(response).toEqual(untouched)
    expect(report).toMatchObject({ outcome: 'failed', cause })
  })

  test('for a source that nobody knows yet', async () => {
    const { answer, report } = await send(standard, 'SignUp', {
      event: { triggerSource: 'CustomMessage_Later' },
    })

    expect(answer).toMatchObject({ triggerSource: 'CustomMessage_Later', response: untouched })
    expect(report).toMatchObject({ outcome: 'failed' })
  })

  test('where no message speaks, and nothing is noted', async () => {
    const { response, report } = await send({ brand, messages: [rest] }, 'ForgotPassword')

    expect(response).toEqual(untouched)
    expect(report).toMatchObject({ outcome: 'allowed' })
    expect(report).not.toHaveProperty('notes')
  })

  test('for what is too long, an e-mail with its subject, while the rest is sent', async () => {
    const message = written(() => ({
      emailSubject: 'x'.repeat(141),
      emailMessage: '{####}',
      smsMessage: `{####}${'x'.repeat(132)}`,
    }))

    const { response, report } = await send({ brand, messages: [message] }, 'SignUp')

    expect(response).toEqual({ ...untouched, smsMessage: `{####}${'x'.repeat(132)}` })
    expect(report).toMatchObject({ outcome: 'allowed', notes: { message: 'own', tooLong: ['email'] } })
  })

  test('for a text of a phone one character longer', async () => {
    const message = written(() => ({ smsMessage: `{####}${'x'.repeat(133)}` }))

    const { response, report } = await send({ brand, messages: [message] }, 'SignUp')

    expect(response).toEqual(untouched)
    expect(report).toMatchObject({ notes: { message: 'own', tooLong: ['sms'] } })
  })

  test('for an invitation to a phone whose user name leaves no room', async () => {
    const request = { userAttributes: { email: `${'x'.repeat(110)}@example.com` } }

    const { response, report } = await send(standard, 'AdminCreateUser', { request })

    expect(response['smsMessage']).toBeNull()
    expect(response['emailMessage']).toContain('{username}')
    expect(report).toMatchObject({ notes: { message: 'invitation', tooLong: ['sms'] } })
  })
})

test('a message that has nothing to say leaves it to those after it', async () => {
  const silent: CustomMessage = {
    name: 'silent',
    sources: ['CustomMessage_SignUp'],
    media: ['sms'],
    write: ({ event, brand: { name }, locales }) =>
      event.clientId === 'x' ? { smsMessage: `${name} ${locales.join()} ${event.codeParameter}` } : undefined,
  }
  const options = { brand, messages: [silent, code('rest', 'rest')], language: 'it' }

  const own = await send(options, 'SignUp', { event: { callerContext: { clientId: 'x' } } })
  const other = await send(options, 'SignUp')

  expect(own.response['smsMessage']).toBe('Example fr,de-AT {####}')
  expect(other.response['smsMessage']).toBe('rest (de) {####}')
})

test('what a person chose is left out where it makes a text too long', async () => {
  const messages = [code('long', `{{name|you}} ${'x'.repeat(120)}`)]
  const sent = async (name: string) =>
    (
      await send({ brand, messages }, 'SignUp', {
        request: { userAttributes: { name }, clientMetadata: null },
      })
    ).response['smsMessage']

  expect(await sent('Ann')).toBe(`Ann ${'x'.repeat(120)} {####}`)
  expect(await sent('Anna-Maria Magdalena')).toBe(`you ${'x'.repeat(120)} {####}`)
})

test('what a person chose is left out where two values make a link together', async () => {
  const { response } = await send(
    { brand, messages: [code('joined', '{{given_name}}{{custom:team}}')] },
    'SignUp',
    { request: { userAttributes: { given_name: 'evil.', 'custom:team': 'com' }, clientMetadata: null } },
  )

  expect(response['smsMessage']).toBe(' {####}')
})

test.each(['####', '{##}', 'code'])('the parameter %j is used as Cognito sends it', async (codeParameter) => {
  const { response } = await send({ brand, messages: [code('x', 'Hi {{name|there}}:')] }, 'SignUp', {
    request: { codeParameter, userAttributes: { name: 'my code' }, clientMetadata: null },
  })

  expect(response['smsMessage']).toBe(
    `Hi ${codeParameter === 'code' ? 'there' : 'my code'}: ${codeParameter}`,
  )
})
