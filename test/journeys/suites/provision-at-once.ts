/** The suite as it comes, whose worker also provisions users of this moment. */
import { provisioningWorker as shippedWorker } from '../../suites/shipped.ts'

export { postConfirmation, preSignUp, preTokenGeneration } from '../../suites/shipped.ts'

export const provisioningWorker = () => {
  const worker = shippedWorker()
  return { ...worker, reconcile: { ...worker.reconcile, minAgeMs: 0 } }
}
