/** The shipped suite, and every message of Cognito in the languages that come with it. */
import { defineCustomMessage } from '../../triggers/custom-message/configure.ts'
import { standardMessages } from '../../triggers/custom-message/standard-messages.ts'

export { postConfirmation, preSignUp, preTokenGeneration, provisioningWorker } from './shipped.ts'

export const customMessage = () =>
  defineCustomMessage({ brand: { name: 'Example' }, messages: Object.values(standardMessages) })
