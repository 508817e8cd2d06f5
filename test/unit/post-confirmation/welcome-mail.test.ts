import { describe, expect, test } from 'vitest'
import { welcomeMail } from '../../../triggers/post-confirmation/effects/welcome-mail.ts'
import type { Mail } from '../../../triggers/ports/mailer.ts'
import { welcomeTemplates } from '../../../triggers/post-confirmation/welcome-templates.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { eventOf, nowMs, perform } from '../../../triggers/testing/perform-effect.ts'

describe('the welcome mail', () => {
  const mails: Mail[] = []
  const mailer = {
    name: 'mail',
    send: async (mail: Mail) => {
      mails.push(mail)
      return 'message-1'
    },
  } as const
  const options = {
    mailer,
    from: 'welcome@example.com',
    templates: welcomeTemplates,
  }
  const welcome = welcomeMail(options)

  test.each([
    ['what the app said', { locale: 'fr' }, { locale: 'de-AT' }, 'Willkommen'],
    ['the attribute', { locale: 'fr-FR' }, {}, 'Bienvenue'],
    ['the language of everybody else', { locale: 'xx' }, {}, 'Welcome'],
  ])('speaks the language of %s', async (_, attributes, metadata, subject) => {
    await perform(welcome, eventOf(attributes, { clientMetadata: new Map(Object.entries(metadata)) }))

    expect(mails.at(-1)).toMatchObject({ to: 'jane@example.com', subject, from: 'welcome@example.com' })
  })

  test('is sent to an address that is verified in another letter case', async () => {
    expect(await perform(welcome, eventOf({ email_verified: 'True' }))).not.toBe('nothing to do')
  })

  test.each([
    ['is not verified', eventOf({ email_verified: 'false' })],
    ['is not there', eventOf({}, { userAttributes: new Map([['email_verified', 'true']]) })],
  ])('is not sent when the address %s', async (_, event) => {
    expect(await perform(welcome, event)).toBe('nothing to do')
  })

  test('is dropped for a record that remembers no address', async () => {
    const user = {
      userPoolId: 'pool',
      region: 'r',
      userName: 'jane',
      sub: 's',
      source: 'Reconcile',
      facts: {},
    }

    expect(await welcome.act(user, 'key', nowMs, createCall())).toEqual({
      state: 'dropped',
      cause: 'no_address',
    })
  })

  test.each([
    ['who was confirmed an hour ago', { 'cognito:user_status': 'CONFIRMED' }, 3_600_000, true],
    ['who was created a week ago', { 'cognito:user_status': 'CONFIRMED' }, 604_800_000, false],
    ['who has yet to set a password', { 'cognito:user_status': 'FORCE_CHANGE_PASSWORD' }, 60_000, false],
  ])('to a user whom reconcile finds, %s: %j', (_, attributes, ageMs, isSent) => {
    const event = eventOf(attributes, { source: 'Reconcile', createdAtMs: nowMs - ageMs })

    expect(welcome.remember(event, nowMs) !== undefined).toBe(isSent)
  })

  test('needs a template for everybody else, and an address', () => {
    expect(() => welcomeMail({ ...options, templates: { de: welcomeTemplates.de } })).toThrow(
      "welcomeMail: templates has none for 'en', the language of everybody else",
    )
  })

  test.each([
    'nobody',
    '   <a@b.example>',
    '"   " <a@b.example>',
    '""<a@b.example>',
    'Bücher <a@b.example>',
    'grüße@b.example',
    'a@bücher.example',
    'a@b.example.',
    'Acme, Inc. <a@b.example>',
    'a@b.example\n',
  ])('does not come from %j', (from) => {
    expect(() => welcomeMail({ ...options, from })).toThrow(
      'welcomeMail: from must be an address in ASCII such as Example <welcome@example.com>, not ',
    )
  })

  test.each(['a@b.example', '<a@b.example>', '"Acme, Inc." <a@b.example>', '=?UTF-8?B?QsO8?= <a@b.example>'])(
    'comes from %j',
    (from) => {
      expect(welcomeMail({ ...options, from }).mailFrom).toBe(from)
    },
  )

  const withMail = (mail: { readonly subject?: string; readonly text?: string; readonly html?: string }) =>
    welcomeMail({ ...options, templates: { en: { subject: 'Hello', text: 'Hello', ...mail } } })
  const places = ['subject', 'text', 'html'] as const

  test.each([
    '{{{name}}}',
    '${name}',
    '${{ name }}',
    '${ user.name ?? 1 }',
    '#{name}',
    '{{name|{{nickname}}',
    '{{ name }',
    '{ name }}',
    '{{name',
    'name}}',
    '{name',
    'name}',
    '{name}',
    '{ name }',
    '{first name}',
    '{nmae}',
    '{user.name}',
    '{####}',
    '{0}',
    '{name|there}',
    '{name, select, other, x}',
    '{custom:tenant}',
    '{{}}',
    '{{ first name }}',
    '{{{{name}}}}',
    '{% name %}',
    '<%= name %>',
    '[[name]]',
    '*|NAME|*',
    '%(name)s',
    '%name%',
    '$email',
  ])('that would show %s as it is written is refused', (mark) => {
    for (const place of places) {
      expect(() => withMail({ [place]: `Hello ${mark}, hello` })).toThrow(
        /^welcomeMail: templates\.en\.\w+ has (braces|marks) that are no placeholder: write \{\{attribute}} or \{\{attribute\|otherwise}}, not /,
      )
    }
  })

  test.each([
    ['{{nmae}}', 'which is no user attribute of Cognito: did you mean name?'],
    ['{{custom:}}', 'asks for {{custom:}}, which is no user attribute'],
    ['{{#if}}x{{/if}}', 'asks for {{#if}}, which is no user attribute'],
    ['{{email}}', 'asks for {{email}}, which is always left out, since a mail program could make'],
    ['{{custom-a}}', 'asks for {{custom-a}}, which is no user attribute'],
  ])('that asks for %s is refused', (mark, why) => {
    expect(() => withMail({ text: mark })).toThrow(why)
  })

  test.each([
    [
      'p{color:red} @media (max-width:9px){a{color:red;width:50%}}',
      'p{color:red} @media (max-width:9px){a{color:red;width:50%}}',
    ],
    [
      '@keyframes x { from { top: 0 } 50%{top:1px} } a {}',
      '@keyframes x { from { top: 0 } 50%{top:1px} } a {}',
    ],
    ['send {"a":{"b":[[1,2],{}]}} there', 'send {"a":{"b":[[1,2],{}]}} there'],
    ['{"name":"{{name}}","in":{"to":"{{custom:a-b|x}}"}}', '{"name":"Jane","in":{"to":"Acme"}}'],
    [
      'it costs $5, US$ 10 or 50% off; 5 < 6 % 7, [name](https://x.example)',
      'it costs $5, US$ 10 or 50% off; 5 < 6 % 7, [name](https://x.example)',
    ],
    ['{{custom:a-b}} {{ custom:größe_1.x/y | ? }} {{dev:custom:z}}', 'Acme 7 Z'],
  ])('may say %s', async (text, expected) => {
    for (const place of places) {
      const attributes = {
        name: 'Jane',
        'custom:a-b': 'Acme',
        'custom:größe_1.x/y': '7',
        'dev:custom:z': 'Z',
      }
      await perform(withMail({ [place]: text }), eventOf(attributes))

      expect(mails.at(-1)).toMatchObject({ [place]: expected })
    }
  })

  test.each(['\u0000', '\u0085', '\u2028', '\u2029', '\u202e', '\ufeff', '\n'])(
    'has one line for a subject, and for a sender: not with %j',
    (mark) => {
      expect(() => withMail({ subject: `a${mark}b` })).toThrow('templates.en.subject must be')
      expect(() => welcomeMail({ ...options, from: `a${mark}b <a@shop.example>` })).toThrow(
        'from must be an address',
      )
    },
  )

  test('has lines, and no other control characters', () => {
    expect(withMail({ text: 'a\r\n\tb\n' }).name).toBe('welcome-mail')
    expect(() => withMail({ text: 'a\u0007b' })).toThrow('without control characters')
    expect(() => withMail({ html: 'a\ud800b' })).toThrow('without control characters')
  })

  test.each([
    'Acme, Inc <a@shop.example>',
    'x; <a@shop.example>',
    'a: <a@shop.example>',
    '"a <a@shop.example>',
  ])('is from nobody whose name wants quotes: %s', (from) => {
    expect(() => welcomeMail({ ...options, from })).toThrow('from must be an address')
  })

  test.each(['"Acme, Inc" <a@shop.example>', 'Acme Inc <a@shop.example>', 'a@shop.example'])(
    'is from %s',
    (from) => {
      expect(welcomeMail({ ...options, from }).name).toBe('welcome-mail')
    },
  )
})
