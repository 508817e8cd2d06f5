/** Messages that are none: one has a defect, one does not tell the code. */
import { defineCustomMessage } from '../../../triggers/custom-message/configure.ts'

export { postConfirmation, preSignUp, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

export const customMessage = () =>
  defineCustomMessage({
    brand: { name: 'Example' },
    messages: [
      {
        name: 'defect',
        sources: ['CustomMessage_SignUp'],
        media: ['email'],
        write: ({ event }) => ({ emailMessage: event.userAttributes.get('nobody')?.at(0) ?? missing() }),
      },
      {
        name: 'no-code',
        sources: ['CustomMessage_ResendCode'],
        media: ['email'],
        write: () => ({ emailSubject: 'Hello', emailMessage: '<p>Nothing to see</p>' }),
      },
    ],
  })

function missing(): never {
  throw new TypeError('jane@example.com has no text')
}
