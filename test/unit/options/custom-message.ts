/** Valid options of custom message. */
import { names } from './marks.ts'
import type { Rows } from './rows.ts'

const occasion = { sources: ['CustomMessage_SignUp'], clients: ['client'] }
const brand = {
  name: 'Example',
  colors: names({ accent: '#0a7' }),
  links: names({ confirm: 'https://example.com/c?code={####}' }),
}
const template = () => ({ email: { subject: 'Code', html: '<p>{####}</p>' }, sms: '{####}' })
const media = ['en', 'de'].flatMap((language) =>
  ['email.subject', 'email.html', 'sms'].map((text) => `messages[].templates.${language}.${text}`),
)
const subjects = media.filter((path) => path.endsWith('subject'))
const ofMessage = ['brand', 'brand.name', 'messages', 'messages[].name', 'messages[].sources']

export const customMessageRows: Rows = {
  'custom-message/configure.ts#defineCustomMessage': [
    {
      options: {
        brand,
        clients: names({ client: { ...brand, language: 'de' } }),
        language: 'en',
        messages: [{ ...occasion, name: 'own-code', templates: names({ en: template(), de: template() }) }],
      },
      required: [
        ...ofMessage,
        'messages[].templates',
        'messages[].templates.en.email',
        'messages[].templates.de.email',
        ...media,
      ],
      cased: ['brand.colors.accent', 'clients.client.colors.accent', 'messages[].clients[]', ...media],
      open: ['brand.name', 'clients.client.name', ...subjects],
      prose: media,
    },
    {
      options: {
        brand,
        messages: [{ ...occasion, name: 'own-code', media: ['sms', 'email'], write: () => {} }],
      },
      required: [...ofMessage, 'messages[].media', 'messages[].write'],
      cased: ['brand.colors.accent', 'messages[].clients[]'],
      open: ['brand.name'],
    },
  ],
}
