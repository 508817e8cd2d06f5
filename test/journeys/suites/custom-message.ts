/** Messages in the name of an app, in the person's language. */
import { defineCustomMessage } from '../../../triggers/custom-message/configure.ts'
import type { CustomMessage } from '../../../triggers/custom-message/message.ts'
import { standardMessages } from '../../../triggers/custom-message/standard-messages.ts'

export { postConfirmation, preSignUp, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

const garden = '1example23456789abcdefghijk'

const gardenSignUp: CustomMessage = {
  name: 'garden-sign-up',
  sources: ['CustomMessage_SignUp', 'CustomMessage_ResendCode'],
  clients: [garden],
  templates: {
    en: {
      email: {
        subject: 'Welcome to {{brand}}',
        html: '<p>Hello {{name|there}},</p><p><a style="color:{{color.leaf}}" href="{{link.confirm}}">confirm your address</a>, or enter {####}.</p>',
      },
      sms: '{{brand}}: {{link.confirm}}',
    },
    de: {
      email: {
        subject: 'Willkommen bei {{brand}}',
        html: '<p>Guten Tag {{name|und hallo}},</p><p><a style="color:{{color.leaf}}" href="{{link.confirm}}">Adresse bestätigen</a>, oder geben Sie {####} ein.</p>',
      },
      sms: '{{brand}}: {{link.confirm}}',
    },
  },
}

export const customMessage = () =>
  defineCustomMessage({
    brand: { name: 'Example' },
    clients: {
      [garden]: {
        name: 'Example Garden',
        colors: { leaf: '#0a7' },
        links: { confirm: 'https://garden.example.com/confirm?code={####}&user={{userName}}' },
      },
    },
    messages: [gardenSignUp, ...Object.values(standardMessages)],
  })
