/** A version whose own members throw an error that holds a person's address, or answer with nothing of use. */
import { defineCustomMessage } from '../../../triggers/custom-message/configure.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { administrators } from './rules.ts'

const fail = (): never => {
  throw new RangeError('jane@example.com is out of range')
}

export const preSignUp = () =>
  definePreSignUp({
    rules: [
      { ...administrators, sources: ['PreSignUp_SignUp'] },
      { name: 'own-rule', sources: ['PreSignUp_SignUp'], decide: fail },
    ],
  })

export const preTokenGeneration = () =>
  definePreTokenGeneration({
    claims: [
      {
        name: 'own-claim',
        sources: ['TokenGeneration_Authentication'],
        claimNames: ['own'],
        contribute: fail,
      },
    ],
  })

export const customMessage = () =>
  defineCustomMessage({
    brand: { name: 'Example' },
    messages: [
      { name: 'own-message', sources: ['CustomMessage_SignUp'], media: ['sms'], write: fail },
      {
        name: 'no-code',
        sources: ['CustomMessage_ForgotPassword'],
        media: ['sms'],
        write: () => ({ smsMessage: 'x' }),
      },
      {
        name: 'lines',
        sources: ['CustomMessage_Authentication'],
        media: ['sms'],
        write: ({ event }) => ({ smsMessage: `one\n${event.codeParameter}\u001B[2J` }),
      },
    ],
  })
