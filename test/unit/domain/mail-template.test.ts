import { describe, expect, test } from 'vitest'
import { safeValue } from '../../../triggers/domain/safe-value.ts'
import { welcomeTemplates } from '../../../triggers/post-confirmation/welcome-templates.ts'
import {
  findNoAttribute,
  placeholdersIn,
  renderTemplate,
  unshownAttributes,
} from '../../../triggers/domain/mail-template.ts'

describe('a mail template', () => {
  test('names what it asks for, once', () => {
    expect(placeholdersIn({ subject: '{{name}}', text: '{{ name | there }} {{custom:tenant}}' })).toEqual([
      'name',
      'custom:tenant',
    ])
  })

  test.each([
    ['Jane', 'Hello Jane'],
    ['J. R. R. Tolkien', 'Hello J. R. R. Tolkien'],
    ["Renée O'Neill-Müller", "Hello Renée O'Neill-Müller"],
    ['山田太郎', 'Hello 山田太郎'],
    ['', 'Hello there'],
    ['Click https://evil.example', 'Hello there'],
    ['win at evil.example now', 'Hello there'],
    ['a\nBcc: x@example.com', 'Hello there'],
    ['<b>x</b>', 'Hello there'],
    ['x'.repeat(61), 'Hello there'],
  ])('fills in %j as %j', (name, expected) => {
    expect(renderTemplate({ subject: 's', text: 'Hello {{name|there}}' }, { name }).text).toBe(expected)
  })

  test('escapes values in HTML', () => {
    const html = renderTemplate(
      { subject: 's', text: 't', html: "<i title='{{name}}'>" },
      { name: "O'Neill" },
    ).html

    expect(html).toBe("<i title='O&#39;Neill'>")
  })

  test('escapes in HTML what it says instead of a value, and not in text', () => {
    const text = `{{name|<Tom & "Kim's">}}`

    expect(renderTemplate({ subject: text, text, html: text }, {})).toEqual({
      subject: `<Tom & "Kim's">`,
      text: `<Tom & "Kim's">`,
      html: '&lt;Tom &amp; &quot;Kim&#39;s&quot;>',
    })
  })

  test('has none of two values that make a number to call together', () => {
    const text = '{{given_name}} {{family_name|you}}'

    expect(renderTemplate({ subject: 's', text }, { given_name: '0800', family_name: '1234' }).text).toBe(
      ' you',
    )
  })

  test('takes no value from the prototype', () => {
    expect(renderTemplate({ subject: 's', text: '{{constructor|none}}' }, {}).text).toBe('none')
  })
})

/** What Cognito gives under these names. */
const values: Readonly<Record<string, string>> = {
  birthdate: '1990-01-31',
  email: 'jane@example.com',
  identities: '[{"userId":"1","providerName":"Google"}]',
  phone_number: '+12025550100',
  picture: 'https://example.com/jane.png',
  sub: '1a2b3c4d-0000-4000-8000-000000000001',
  updated_at: '1764403200',
  website: 'https://jane.example',
  'cognito:email_alias': 'jane@example.com',
  'cognito:phone_number_alias': '+12025550100',
}

test.each(unshownAttributes)('a template that asks for %s, which is never shown, is refused', (name) => {
  expect(safeValue(values[name])).toBeUndefined()
  expect(findNoAttribute(name)).toMatch(/^which is always left out, .*: use name, given_name, /)
})

test.each(Object.entries(welcomeTemplates))('the welcome in %s greets a person without a name', (_, mail) => {
  expect(renderTemplate(mail, {}).text).not.toMatch(/^\s| [,:]/)
})
