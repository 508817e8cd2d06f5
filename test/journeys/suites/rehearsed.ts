/** The suite as it comes. */
export {
  postConfirmation,
  preSignUp,
  preTokenGeneration,
  provisioningWorker,
} from '../../../triggers/suite.ts'
