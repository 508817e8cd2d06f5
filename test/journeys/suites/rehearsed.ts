/** The suite as it comes. */
export { postConfirmation, preSignUp, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'
