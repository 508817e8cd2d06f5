import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineCustomMessage } from '../../../triggers/custom-message/configure.ts'
import { standardMessages } from '../../../triggers/custom-message/standard-messages.ts'

const sms = (text: string) => ({ en: { sms: text } })
const message = (changes: object = {}) => ({
  name: 'code',
  sources: ['CustomMessage_SignUp'],
  templates: sms('{{brand}}: {####}'),
  ...changes,
})
const email = (html: string, subject = 'Code') => ({ templates: { en: { email: { subject, html } } } })

/** As JavaScript would call it. */
function refusalOf(...messages: readonly object[]): string {
  return refusalWith({}, ...messages)
}
function refusalWith(more: object, ...messages: readonly object[]): string {
  try {
    Reflect.apply(defineCustomMessage, undefined, [{ brand: { name: 'Example' }, messages, ...more }])
    return 'taken'
  } catch (error) {
    return error instanceof TypeError ? error.message : 'another error'
  }
}
const at = 'defineCustomMessage: messages[0]'
const links = { confirm: 'https://example.com/?c={####}', app: 'https://example.com/' }

test('the standard messages and one of each kind are taken', () => {
  expect(
    refusalWith(
      { brand: { name: 'Example', colors: { accent: '#0A7' }, links }, clients: { a: { name: 'Other' } } },
      message({
        name: 'own',
        clients: ['a'],
        ...email('<a href="{{link.confirm}}" style="color:{{color.accent}}">{{name|you}}</a>'),
      }),
      {
        name: 'written',
        sources: ['CustomMessage_SignUp'],
        clients: ['b'],
        media: ['sms'],
        write: () => ({}),
      },
      ...Object.values(standardMessages),
    ),
  ).toBe('taken')
})

describe('a code', () => {
  test.each([
    [
      message({ templates: sms('hello') }),
      `${at}.templates.en.sms has no {####}, so that the person would not get the code`,
    ],
    [
      message(email('<p>hello</p>')),
      `${at}.templates.en.email.html has no {####}, so that the person would not get the code`,
    ],
    [
      message({ sources: ['CustomMessage_AdminCreateUser'] }),
      `${at}.templates.en.sms has no {username}, which an invitation tells beside the temporary password`,
    ],
    [
      message({ templates: sms('{username} {####}') }),
      `${at}.templates.en.sms says {username}, which Cognito fills in for CustomMessage_AdminCreateUser alone, not for CustomMessage_SignUp: give the invitation a message of its own`,
    ],
    [
      message({
        sources: ['CustomMessage_AdminCreateUser', 'CustomMessage_SignUp'],
        templates: sms('{username} {####}'),
      }),
      `${at}.templates.en.sms says {username}, which Cognito fills in for CustomMessage_AdminCreateUser alone, not for CustomMessage_SignUp: give the invitation a message of its own`,
    ],
    [
      message(email('{####}', 'Your code {####}')),
      `${at}.templates.en.email.subject must be one line of text without {####} and {username}, which Cognito fills in in messages alone, not a text`,
    ],
  ])('of %j is refused', (given, sentence) => {
    expect(refusalOf(given)).toBe(sentence)
  })

  test.each([
    '<!-- {####} -->',
    '<!-- {####}',
    '<i title="{####}">x</i>',
    "<a title='> {####}' href=/>x</a>",
    '<a data-href="{####}">x</a>',
    '<img alt="{####}">',
    '<style>i::after{content:"{####}"}</style>',
    '<SCRIPT>/* {####} */</SCRIPT >',
    '<title>{####}</title>',
  ])('that stands in %j alone is refused', (html) => {
    expect(refusalOf(message(email(html)))).toBe(
      `${at}.templates.en.email.html has no {####} in what it shows, so that the person would not get the code`,
    )
  })

  test.each([
    '<!-- a --> {####} <!-- b -->',
    '1 < 2 {####}',
    '<i title=">">{####}</i>',
    '<a href="/?c={####}">x</a>',
    '<a class="b" href=/{####}>',
  ])('that %j shows is taken', (html) => {
    expect(refusalOf(message(email(html)))).toBe('taken')
  })

  test('alone makes no mail: a subject that is empty without the values of the person', () => {
    expect(refusalOf(message(email('{####}', '{{name}}')))).toBe(
      `${at}.templates.en.email.subject is empty without the values of the person`,
    )
  })

  test('is not carried by the link of an invitation, nor by that of a subject', () => {
    const invitation = message({
      sources: ['CustomMessage_AdminCreateUser'],
      templates: sms('{username} {####} {{link.confirm}}'),
    })

    expect(refusalWith({ brand: { name: 'x', links } }, invitation)).toBe(
      `${at}.templates.en.sms asks for {{link.confirm}}, whose {####} would be a temporary password, which Cognito does not percent-encode: give the invitation a link without it`,
    )
    expect(refusalWith({ brand: { name: 'x', links } }, message(email('{####}', '{{link.confirm}}')))).toBe(
      `${at}.templates.en.email.subject asks for {{link.confirm}}, whose {####} Cognito fills in in messages alone`,
    )
  })
})

describe('a placeholder', () => {
  test.each([
    [
      '{####} {{email}}',
      'asks for {{email}}, which is always left out, since a mail program could make a link or a call of it: use name, given_name, family_name, middle_name, nickname, preferred_username or an attribute of your own',
    ],
    ['{####} {{nme}}', 'asks for {{nme}}, which is no user attribute of Cognito: did you mean name?'],
    [
      '{####} {{link.cnfirm}}',
      'asks for {{link.cnfirm}}, which the brand does not have: did you mean link.confirm?',
    ],
    ['{####} {{color.accent}}', 'asks for {{color.accent}}, which the brand does not have'],
    ['{####} {{link.toString}}', 'asks for {{link.toString}}, which the brand does not have'],
    [
      '{####} {name}',
      'has braces that are no placeholder: write {{attribute}} or {{attribute|otherwise}}, not {name}',
    ],
    [
      '{####} ${name}',
      'has braces that are no placeholder: write {{attribute}} or {{attribute|otherwise}}, not ${name}',
    ],
    [
      '{####} {###}',
      'has braces that are no placeholder: write {{attribute}} or {{attribute|otherwise}}, not {###}',
    ],
    ['{####} {{####}}', 'asks for {{####}}, which is no user attribute of Cognito'],
  ])('in %j is refused', (text, sentence) => {
    expect(refusalWith({ brand: { name: 'x', links } }, message({ templates: sms(text) }))).toBe(
      `${at}.templates.en.sms ${sentence}`,
    )
  })

  test('that an app client lacks is refused, and one that it has alone is not known to the others', () => {
    const clients = { a: { links: { extra: 'https://a.example/' } } }
    const asking = message({ templates: sms('{####} {{link.extra}}') })

    expect(refusalWith({ clients }, { ...asking, clients: ['a'] })).toBe('taken')
    expect(refusalWith({ clients }, asking)).toContain(
      'asks for {{link.extra}}, which the brand does not have',
    )
  })
})

describe('a length', () => {
  const long = (length: number) => `{####}${'x'.repeat(length)}`

  test.each([
    [message({ templates: sms(long(132)) }), 'taken'],
    [
      message({ templates: sms(long(133)) }),
      `${at}.templates.en.sms is too long: it may have 140 characters, code included, and is 139 without the values of the person`,
    ],
    [message(email(long(19_992))), 'taken'],
    [
      message(email(long(19_993))),
      `${at}.templates.en.email.html is too long: it may have 20000 characters, code included, and is 19999 without the values of the person`,
    ],
    [message(email('{####}', 'x'.repeat(140))), 'taken'],
    [
      message(email('{####}', 'x'.repeat(141))),
      `${at}.templates.en.email.subject is too long: it may have 140 characters, code included, and is 141 without the values of the person`,
    ],
    [
      message({ sources: ['CustomMessage_AdminCreateUser'], templates: sms(`{username}${long(111)}`) }),
      `${at}.templates.en.sms is too long: it may have 140 characters, code included, and is 127 without the values of the person`,
    ],
  ])('is counted with what Cognito fills in (%#)', (given, sentence) => {
    expect(refusalOf(given)).toBe(sentence)
  })

  test('is not that of an app client whose messages come from another template', () => {
    const clients = { a: { name: 'A rather long name of a brand' } }
    const own = message({ name: 'own', clients: ['a'] })
    const given = message({ templates: sms(`{{brand}} ${long(120)}`) })
    const oftener = { ...given, sources: ['CustomMessage_SignUp', 'CustomMessage_ResendCode'] }

    expect(refusalWith({ clients }, own, given)).toBe('taken')
    expect(refusalWith({ clients }, given, own)).toContain('is too long for the app client a')
    expect(refusalWith({ clients }, own, oftener)).toContain('is too long for the app client a')
  })

  test('is that of the longest brand', () => {
    const clients = { a: { name: 'A rather long name of a brand' } }
    const given = message({ templates: sms(`{{brand}} ${long(120)}`) })

    expect(refusalOf(given)).toBe('taken')
    expect(refusalWith({ clients }, given)).toContain('is too long for the app client a: it may have 140')
  })
})

describe('a language', () => {
  test.each([
    [{ language: 'de' }, "has none for 'de', the language of everybody else"],
    [{ clients: { a: { language: 'it' } } }, "has none for 'it', the language of everybody else"],
  ])('%j that a message does not speak is refused', (more, sentence) => {
    expect(refusalWith(more, message())).toBe(`${at}.templates ${sentence}`)
  })

  test('without a medium that others have is refused, and so is one without any', () => {
    const templates = { en: { sms: '{####}' }, de: { email: { subject: 's', html: '{####}' } } }

    expect(refusalOf(message({ templates }))).toBe(
      `${at}.templates.en.email is missing, and other languages have it`,
    )
    expect(refusalOf(message({ templates: { en: {} } }))).toBe(
      `${at}.templates.en has neither email nor sms: give it one`,
    )
  })
})

test('a name that is there twice is refused', () => {
  expect(refusalOf(message(), message())).toBe(
    'defineCustomMessage: messages[1] is a second message named code: give each its own name',
  )
})

describe('a message that nobody would get', () => {
  const signUp = 'CustomMessage_SignUp'
  const resend = 'CustomMessage_ResendCode'
  const other = (changes: object = {}) => message({ name: 'other', ...changes })
  const one = (changes: object = {}) => message({ name: 'one', ...changes })
  const two = (changes: object = {}) => message({ name: 'two', ...changes })
  const written = { name: 'own', sources: [signUp], media: ['sms'], write: () => ({}) }

  test.each([
    [[one(), other()], 'one'],
    [[one({ clients: ['a', 'b'] }), other({ clients: ['b'] })], 'one'],
    [[one({ clients: ['a'] }), two({ clients: ['b'] }), other({ clients: ['a', 'b'] })], 'one, two'],
    [[one(), two({ sources: [resend] }), other({ sources: [signUp, resend] })], 'one, two'],
    [
      [
        one({ sources: [signUp, resend], clients: ['a'] }),
        two({ sources: [signUp], clients: ['b'] }),
        message({ name: 'three', sources: [resend] }),
        other({ sources: [signUp, resend], clients: ['a', 'b'] }),
      ],
      'one, two, three',
    ],
    [
      [one(), two({ sources: [resend] }), { ...written, sources: [signUp, resend], name: 'other' }],
      'one, two',
    ],
  ])('is refused with the names of those that are sent instead (%#)', (messages, names) => {
    expect(refusalOf(...messages)).toBe(
      `defineCustomMessage: messages[${messages.length - 1}] is never sent: messages before it are for all that other is for: ${names}`,
    )
  })

  test.each(['CLIENT_ID_NOT_APPLICABLE', 'my app client!', 'a-b', 'x'.repeat(129)])(
    'is also one for the app client %j, which no event can have, and so is a brand for it',
    (id) => {
      expect(refusalOf(one({ clients: [id] }))).toContain(
        'messages[0].clients[0] must be the id of an app client',
      )
      expect(refusalWith({ clients: { [id]: {} } }, one())).toContain('must be the id of an app client')
    },
  )

  test.each([
    [[one({ clients: ['a'] }), other({ clients: ['a', 'b'] })]],
    [[one({ clients: ['a'] }), other()]],
    [[one(), other({ sources: [signUp, resend] })]],
    [[written, other()]],
    [
      [
        one({ sources: [signUp, resend], clients: ['a'] }),
        two({ sources: [signUp], clients: ['b'] }),
        other({ sources: [signUp, resend], clients: ['a', 'b'] }),
      ],
    ],
  ])('is not one that somebody gets (%#)', (messages) => {
    expect(refusalOf(...messages)).toBe('taken')
  })

  test('is found for every source and every app client that the options name, and for the rest of them', () => {
    const occasion = fc.record({
      sources: fc.uniqueArray(fc.constantFrom<string>(signUp, resend), { minLength: 1 }),
      clients: fc.option(fc.uniqueArray(fc.constantFrom<string>('a', 'b'), { minLength: 1 }), {
        nil: undefined,
      }),
    })
    const cells = [signUp, resend].flatMap((source) => ['a', 'b', 'c'].map((client) => ({ source, client })))

    fc.assert(
      fc.property(fc.array(occasion, { minLength: 1, maxLength: 5 }), (occasions) => {
        const sent = new Set(
          cells.map(({ source, client }) =>
            occasions.findIndex(
              ({ sources, clients = ['a', 'b', 'c'] }) =>
                sources.includes(source) && clients.includes(client),
            ),
          ),
        )
        const unsent = occasions.findIndex((_, index) => !sent.has(index))
        const messages = occasions.map(({ sources, clients }, index) =>
          message({ name: `m-${index}`, sources, ...(clients && { clients }) }),
        )

        expect(/messages\[\d\] is never sent|taken/.exec(refusalOf(...messages))?.[0]).toBe(
          unsent === -1 ? 'taken' : `messages[${unsent}] is never sent`,
        )
      }),
      { seed: 20_261_129, numRuns: 200 },
    )
  })

  test('is also an invitation for app clients alone', () => {
    const invitation = other({
      sources: ['CustomMessage_AdminCreateUser'],
      clients: ['a'],
      templates: sms('{username} {####}'),
    })

    expect(refusalOf(invitation)).toBe(
      'defineCustomMessage: messages[0] is never sent: CustomMessage_AdminCreateUser has no app client, and other is for app clients alone',
    )
  })
})

describe('a link', () => {
  test.each([
    'http://example.com/',
    'example.com',
    'https://{{userName}}.example.com/',
    'https://jane@example.com/',
    'https://example.com{####}',
    'https://example.com/" onclick="x',
    'https://example.com/<b>',
    'https://example.com/a b',
    'javascript:alert(1)',
    ' https://example.com',
    '',
  ])('%j is no address', (confirm) => {
    expect(refusalWith({ brand: { name: 'x', links: { confirm } } }, message())).toMatch(
      /^defineCustomMessage: brand\.links\.confirm must be an https address/,
    )
  })

  test.each([
    'https://example.com',
    'http://localhost:3000/c?code={####}',
    'https://example.com/#/c/{{userName}}',
  ])('%s is one', (confirm) => {
    expect(refusalWith({ brand: { name: 'x', links: { confirm } } }, message())).toBe('taken')
  })

  test('does not take the user name of an invitation, which Cognito does not percent-encode', () => {
    const confirm = 'https://example.com/?u={username}'

    expect(refusalWith({ brand: { name: 'x', links: { confirm } } }, message())).toBe(
      'defineCustomMessage: brand.links.confirm has braces that are no placeholder: write {{attribute}} or {{attribute|otherwise}}, not {username}',
    )
  })

  test('asks for no attribute', () => {
    const confirm = 'https://example.com/?e={{email}}'

    expect(refusalWith({ brand: { name: 'x', links: { confirm } } }, message())).toBe(
      'defineCustomMessage: brand.links.confirm asks for {{email}}, which no address has',
    )
  })
})
