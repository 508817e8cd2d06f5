/** Whatever people chose for their attributes: the code arrives, once where it was written, and nothing of theirs is markup,
 * an address, or a placeholder. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CustomMessageOptions } from '../../../triggers/custom-message/configure.ts'
import { customMessageSources } from '../../../triggers/events/sources.ts'
import { runs } from '../../support/run-counts.ts'
import { ownClient, send } from './scene.ts'

const seed = 20_261_129
const bounds = { seed, numRuns: runs({ few: 150, full: 1_500 }) }

const hostile = fc.constantFrom(
  '{####}',
  '{username}',
  '{##Click Here##}',
  '{{name}}',
  '{{link.confirm}}',
  '<b>',
  '"><script>alert(1)</script>',
  "' onmouseover='x",
  '&lt;',
  'https://evil.example/',
  'evil.example',
  'www.evil',
  'evil.',
  '0800',
  'evil\u034F.\u200Dcom',
  '\r\nBcc: x@example.com',
  '\u202Egnp.exe',
  '$&',
  '$1',
  '\uD800',
)
const value = fc
  .array(fc.oneof(hostile, fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))
const attributes = fc.dictionary(
  fc.constantFrom('name', 'given_name', 'locale', 'email', 'phone_number', 'custom:team'),
  value,
)
const request = fc.record({
  userAttributes: attributes,
  clientMetadata: fc.dictionary(fc.constantFrom('locale', 'x'), value),
})

const sources = fc.constantFrom(...customMessageSources.map((source) => source.replace('CustomMessage_', '')))

const asked = '{{name|you}} {{given_name}}{{custom:team|no team}}'
const code = (extra: string) => ({
  en: {
    email: {
      subject: `{{brand}}: ${asked}`,
      html: `<p title="${asked}">${asked} <b>{####}</b>${extra} <a href='{{link.app}}'>{{brand}}</a></p>`,
    },
    sms: `${asked} {####}${extra} {{link.app}}`,
  },
})
const others = customMessageSources.filter((source) => source !== 'CustomMessage_AdminCreateUser')
const options: CustomMessageOptions = {
  brand: { name: 'Example', links: { app: 'https://example.com/?u={{userName}}&l={{language}}' } },
  clients: { [ownClient]: { name: 'Tom & "Co"' } },
  messages: [
    { name: 'code', sources: others, templates: code('') },
    { name: 'invitation', sources: ['CustomMessage_AdminCreateUser'], templates: code(' {username}') },
  ],
}
const textOf = (field: unknown): string => (typeof field === 'string' ? field : '')
const count = (text: string, part: string): number => text.split(part).length - 1

describe('whatever people chose', () => {
  test('each text has its placeholders as often as the template, and fits', async () => {
    await fc.assert(
      fc.asyncProperty(sources, request, value, async (source, given, userName) => {
        const { response, report } = await send(options, source, { request: given, event: { userName } })

        expect(report['outcome']).toBe('allowed')
        const isInvitation = source === 'AdminCreateUser'
        for (const name of ['emailMessage', 'smsMessage'] as const) {
          const text = textOf(response[name])
          if (text === '') continue
          expect(count(text, '{####}')).toBe(1)
          expect(count(text, '{username}')).toBe(isInvitation ? 1 : 0)
          expect(text.replace('{####}', '').replace('{username}', '')).not.toMatch(/[{}]/)
        }
        expect(textOf(response['emailSubject'])).not.toMatch(/[{}\r\n]/)
        expect(textOf(response['emailSubject']).length).toBeLessThanOrEqual(140)
        expect(textOf(response['smsMessage']).length).toBeLessThanOrEqual(140)
        expect(textOf(response['emailMessage']).length).toBeLessThanOrEqual(20_000)
      }),
      bounds,
    )
  })

  test('the markup is that of the template, and every address that of the brand', async () => {
    await fc.assert(
      fc.asyncProperty(sources, request, value, async (source, given, userName) => {
        const { response } = await send(options, source, { request: given, event: { userName } })

        const html = textOf(response['emailMessage'])
        const tags = html.replaceAll(/="[^"<>]*"|='[^'<>]*'/g, '').match(/<[^>]*>/g)
        expect(tags).toEqual(['<p title>', '<b>', '</b>', '<a href>', '</a>', '</p>'])
        const texts = Object.values(response).join(' ')
        expect(count(texts, 'https://')).toBe(count(texts, 'https://example.com/?u='))
        expect(texts.replaceAll(/https:\/\/example\.com\/\S*/g, '')).not.toMatch(/evil\.\S|www\.|0800\D?\d/)
      }),
      bounds,
    )
  })

  test('the user name in an address is the one that went in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (userName) => {
        const { response } = await send(options, 'SignUp', { event: { userName } })

        const href =
          /href='([^']*)'/.exec(textOf(response['emailMessage']))?.[1]?.replaceAll('&amp;', '&') ?? ''
        expect(new URL(href).searchParams.get('u')).toBe(userName.toWellFormed())
      }),
      bounds,
    )
  })
})
